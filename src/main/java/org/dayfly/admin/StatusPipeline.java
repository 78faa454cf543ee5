package org.dayfly.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.frontend.Encryption;

/** The handlers of each connection to the status page. */
final class StatusPipeline extends ChannelInitializer<Channel> {
    private static final int MOST_CONNECTIONS = 64;
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_HEADERS = 16 << 10;
    private static final int LONGEST_BODY = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Encryption> encryption;
    private final Site site;
    private final Connections connections = new Connections(MOST_CONNECTIONS);

    /** @param encryption the TLS in force */
    StatusPipeline(Supplier<Encryption> encryption, Site site) {
        this.encryption = encryption;
        this.site = site;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        Encryption now = encryption.get();
        Optional<SslContext> tls = now.context();
        tls.ifPresent(context -> channel.pipeline()
                .addLast(now.isRequired() ? context.newHandler(channel.alloc()) : new OptionalSslHandler(context)));
        channel.pipeline()
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LONGEST_LINE)
                        .setMaxHeaderSize(LONGEST_HEADERS)))
                .addLast(new RequestDeadline(PATIENCE))
                .addLast(new HttpObjectAggregator(LONGEST_BODY, true))
                .addLast(new RequestHandler(site));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
