package org.dayfly.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Map;
import org.dayfly.config.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The Netty classes of one transport.
 *
 * @param keepalive when a silent TCP connection is probed, if the transport can set that
 */
record SocketTypes(
        String name,
        IoHandlerFactory handlers,
        Network tcp,
        Network local,
        Map<ChannelOption<Integer>, Integer> keepalive) {
    /** First probe after a minute of silence, then every ten seconds, three probes in all. */
    private static final int IDLE_SECONDS = 60;

    private static final int INTERVAL_SECONDS = 10;
    private static final int PROBES = 3;

    /** How long sent data may stay unacknowledged before the peer counts as gone (TCP_USER_TIMEOUT, RFC 5482). */
    private static final int UNACKNOWLEDGED_MILLIS = 90_000;

    /** The classes for both ends of one kind of socket. */
    record Network(Class<? extends ServerChannel> server, Class<? extends Channel> client) {}

    /**
     * The classes of the transport that was asked for, or of the best transport on this platform.
     *
     * @throws UnsupportedOperationException if this platform does not have the transport; the message says why
     */
    static SocketTypes of(Transport transport) {
        return switch (transport) {
            case AUTO -> Epoll.isAvailable() ? epoll() : KQueue.isAvailable() ? kqueue() : nio();
            case EPOLL -> {
                require(transport, Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                require(transport, IoUring.unavailabilityCause());
                yield ioUring();
            }
            case KQUEUE -> {
                require(transport, KQueue.unavailabilityCause());
                yield kqueue();
            }
            case NIO -> nio();
        };
    }

    private static void require(Transport transport, @Nullable Throwable unavailable) {
        if (unavailable != null) {
            Throwable reason = unavailable;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new UnsupportedOperationException("transport is " + transport
                    + ", which this machine does not offer (" + reason.getMessage() + "); set transport = auto");
        }
    }

    private static SocketTypes epoll() {
        return new SocketTypes(
                "epoll",
                EpollIoHandler.newFactory(),
                new Network(EpollServerSocketChannel.class, EpollSocketChannel.class),
                new Network(EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class),
                Map.of(
                        EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS,
                        EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS,
                        EpollChannelOption.TCP_KEEPCNT, PROBES,
                        EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS));
    }

    private static SocketTypes ioUring() {
        return new SocketTypes(
                "io_uring",
                IoUringIoHandler.newFactory(),
                new Network(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
                new Network(IoUringServerDomainSocketChannel.class, IoUringDomainSocketChannel.class),
                Map.of(
                        IoUringChannelOption.TCP_KEEPIDLE, IDLE_SECONDS,
                        IoUringChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS,
                        IoUringChannelOption.TCP_KEEPCNT, PROBES,
                        IoUringChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS));
    }

    private static SocketTypes kqueue() {
        return new SocketTypes(
                "kqueue",
                KQueueIoHandler.newFactory(),
                new Network(KQueueServerSocketChannel.class, KQueueSocketChannel.class),
                new Network(KQueueServerDomainSocketChannel.class, KQueueDomainSocketChannel.class),
                Map.of());
    }

    private static SocketTypes nio() {
        return new SocketTypes(
                "nio",
                NioIoHandler.newFactory(),
                new Network(NioServerSocketChannel.class, NioSocketChannel.class),
                new Network(NioServerDomainSocketChannel.class, NioDomainSocketChannel.class),
                Map.of());
    }
}
