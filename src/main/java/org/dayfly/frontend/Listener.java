package org.dayfly.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.dayfly.config.HostPort;
import org.dayfly.config.ListenSettings;
import org.dayfly.session.Sessions;
import org.dayfly.transport.Sockets;

/** Where clients connect. */
public final class Listener implements AutoCloseable {
    private final Channel channel;
    private final FrontendPipeline pipeline;

    private Listener(Channel channel, FrontendPipeline pipeline) {
        this.channel = channel;
        this.pipeline = pipeline;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address can't be had; the message says what to do
     */
    public static Listener open(Sockets sockets, ListenSettings settings, Sessions sessions) throws IOException {
        FrontendPipeline pipeline = new FrontendPipeline(settings, sessions);
        ChannelFuture bound = sockets.server(settings.address().toSocketAddress())
                .childHandler(pipeline)
                .bind()
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + settings.address() + " ("
                            + bound.cause().getMessage()
                            + "); stop what listens there, or choose another place with --set listen=HOST:PORT",
                    bound.cause());
        }
        return new Listener(bound.channel(), pipeline);
    }

    /** Leads those who connect from now on to other sessions, under other limits; where it listens stays. */
    public void lead(ListenSettings settings, Sessions sessions) {
        pipeline.lead(settings, sessions);
    }

    /** Where it listens, with the port that the system chose if none was asked for. */
    public HostPort place() {
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        return new HostPort(address.getAddress().getHostAddress(), address.getPort());
    }

    /** Takes no more clients; those that are there stay. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
