package org.dayfly.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dayfly.config.value.HostPort;
import org.dayfly.frontend.Encryption;

/** Listens for HTTP, on an event loop of its own. */
final class StatusServer implements AutoCloseable {
    private final EventLoopGroup loop;
    private final Channel channel;

    private StatusServer(EventLoopGroup loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * Begins to listen.
     *
     * @param encryption the TLS in force
     * @throws IOException if dayfly cannot listen on the address; the message says what to do
     */
    static StatusServer open(HostPort place, Supplier<Encryption> encryption, Site site) throws IOException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("dayfly-status", true), NioIoHandler.newFactory());
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new StatusPipeline(encryption, site))
                .bind(place.toSocketAddress())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot show the status page on " + place + " ("
                            + bound.cause().getMessage()
                            + "); stop the program that listens there, or choose another place:"
                            + " --set status.listen=HOST:PORT",
                    bound.cause());
        }
        return new StatusServer(loop, bound.channel());
    }

    /** The address, with the port that the system chose if the settings name none. */
    HostPort place() {
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        return new HostPort(NetUtil.toAddressString(address.getAddress()), address.getPort());
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
