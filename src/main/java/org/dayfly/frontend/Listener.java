package org.dayfly.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.ListenSettings;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.IoReason;
import org.dayfly.session.Sessions;
import org.dayfly.transport.Sockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for clients, on TCP and, if the settings say so, on a Unix socket. */
public final class Listener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    /** ::1, see RFC 4291, 2.5.3. */
    private static final byte[] LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final List<Channel> channels;
    private final Optional<LocalSocket> local;
    private final FrontendPipeline pipeline;

    private Listener(List<Channel> channels, Optional<LocalSocket> local, FrontendPipeline pipeline) {
        this.channels = channels;
        this.local = local;
        this.pipeline = pipeline;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if dayfly cannot listen on the address; the message says what to do
     */
    public static Listener open(Sockets sockets, ListenSettings settings, Encryption encryption, Sessions sessions)
            throws IOException {
        FrontendPipeline pipeline = new FrontendPipeline(settings, encryption, sessions);
        List<Channel> channels = new ArrayList<>();
        try {
            InetSocketAddress first =
                    bind(sockets, settings.address(), settings.address().toSocketAddress(), pipeline, channels);
            if (settings.address().isLocalhost()) {
                bindToIpv6(sockets, settings.address(), first.getPort(), pipeline, channels);
            }
            Optional<LocalSocket> local = settings.unixSocket().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            LocalSocket.open(sockets, settings.unixSocket().get(), first, pipeline));
            return new Listener(channels, local, pipeline);
        } catch (IOException e) {
            channels.forEach(channel -> channel.close().awaitUninterruptibly());
            throw e;
        }
    }

    /**
     * Finds out whether dayfly can listen on an address, before anything is started. Another program may still come
     * first.
     *
     * @throws IOException if dayfly cannot listen on the address; the message says what to do
     */
    public static void check(HostPort asked) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(asked.toSocketAddress());
        } catch (IOException e) {
            throw occupied(asked, e);
        }
    }

    private static IOException occupied(HostPort asked, Throwable cause) {
        return new IOException(
                "cannot listen on " + asked + " (" + cause.getMessage()
                        + "); stop the program that listens there, or choose another place: --set listen=HOST:PORT",
                cause);
    }

    private static InetSocketAddress bind(
            Sockets sockets,
            HostPort asked,
            InetSocketAddress address,
            FrontendPipeline pipeline,
            List<Channel> channels)
            throws IOException {
        ChannelFuture bound =
                sockets.server(address).childHandler(pipeline).bind().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw occupied(asked, bound.cause());
        }
        channels.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Listens on ::1 too: many clients look for localhost there first. A host without IPv6 has no such address. */
    private static void bindToIpv6(
            Sockets sockets, HostPort asked, int port, FrontendPipeline pipeline, List<Channel> channels)
            throws IOException {
        InetAddress loopback = InetAddress.getByAddress(LOOPBACK);
        boolean bound = channels.stream()
                .anyMatch(it -> it.localAddress() instanceof InetSocketAddress address
                        && address.getAddress().equals(loopback));
        if (!bound && NetworkInterface.getByInetAddress(loopback) != null) {
            bind(sockets, asked, new InetSocketAddress(loopback, port), pipeline, channels);
        }
    }

    /** Sets the sessions and limits for clients that connect from now on. The address stays. */
    public void lead(ListenSettings settings, Encryption encryption, Sessions sessions) {
        pipeline.lead(settings, encryption, sessions);
    }

    /** The path of the Unix socket, if there is one. */
    public Optional<Path> localPlace() {
        return local.map(LocalSocket::path);
    }

    /** The TCP address, with the port that the system chose if the settings name none. */
    public HostPort place() {
        InetSocketAddress address = (InetSocketAddress) channels.get(0).localAddress();
        return new HostPort(NetUtil.toAddressString(address.getAddress()), address.getPort());
    }

    /** Takes no new clients. Connected clients stay. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        local.ifPresent(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                log.warn("could not remove socket {}: {}", socket.path(), IoReason.of(e));
            }
        });
    }
}
