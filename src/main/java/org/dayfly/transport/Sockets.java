package org.dayfly.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dayfly.config.Transport;

/**
 * The event loops of a proxy, one for every two processors, and the sockets on these loops. Safe for use by any thread.
 *
 * <p>All TCP sockets have the same options: small messages are not delayed, and dayfly notices within two minutes that
 * a peer has vanished.
 */
public final class Sockets implements AutoCloseable {
    /** The other half of the processors is for the server, which usually runs on the same machine. */
    private static final int LOOPS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final long CLOSE_SECONDS = 5;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * When the bytes that wait for one side reach the upper mark, the other side is not read until they fall to the
     * lower mark. So a blocked session holds at most the upper mark and one read, in each direction.
     */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final SocketTypes types;

    private final EventLoopGroup loops;
    private final Names names = new Names();

    private Sockets(SocketTypes types, EventLoopGroup loops) {
        this.types = types;
        this.loops = loops;
    }

    /**
     * Starts the event loops.
     *
     * @throws UnsupportedOperationException if this platform does not have the transport; the message says why
     */
    public static Sockets open(Transport transport) {
        SocketTypes types = SocketTypes.of(transport);
        return new Sockets(
                types,
                new MultiThreadIoEventLoopGroup(LOOPS, new DefaultThreadFactory("dayfly-loop"), types.handlers()));
    }

    /** The transport's name, for the log. */
    public String name() {
        return types.name();
    }

    /** The event loops that clients are spread over. */
    public List<EventLoop> loops() {
        List<EventLoop> all = new ArrayList<>();
        loops.forEach(loop -> all.add((EventLoop) loop));
        return all;
    }

    /** A bootstrap for a listening socket, whose clients are spread over the event loops. */
    public ServerBootstrap server(SocketAddress address) {
        boolean tcp = address instanceof InetSocketAddress;
        SocketTypes.Network network = tcp ? types.tcp() : types.local();
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .handler(new DeferredAccept())
                .channel(network.server())
                .localAddress(inTypeOf(network.client(), address))
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        if (tcp) {
            server.option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true);
            types.keepalive().forEach(server::childOption);
        }
        return server;
    }

    /**
     * A bootstrap for a connection to a server, on the caller's event loop. The connection stays open when a write
     * fails, so that the server's last bytes can still be read.
     */
    public Bootstrap client(EventLoop loop, SocketAddress address) {
        boolean tcp = address instanceof InetSocketAddress;
        SocketTypes.Network network = tcp ? types.tcp() : types.local();
        Bootstrap client = new Bootstrap()
                .group(loop)
                .channel(network.client())
                .remoteAddress(inTypeOf(network.client(), address))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis());
        if (tcp) {
            client.resolver(names).option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
            types.keepalive().forEach(client::option);
        }
        return client;
    }

    /** NIO needs the JDK's type for a path; the native transports need Netty's. */
    private static SocketAddress inTypeOf(Class<? extends Channel> type, SocketAddress address) {
        boolean nio = type.getPackageName().endsWith(".nio");
        return nio && address instanceof DomainSocketAddress local ? UnixDomainSocketAddress.of(local.path()) : address;
    }

    /** Stops the event loops and waits some seconds for them. Open connections are closed. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
        names.close();
    }
}
