package org.dayfly.frontend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.dayfly.config.HostPort;
import org.dayfly.config.ListenSettings;
import org.dayfly.session.Sessions;
import org.dayfly.transport.Sockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where clients connect. */
public final class Listener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final Channel channel;
    private final Optional<LocalSocket> local;
    private final FrontendPipeline pipeline;

    private Listener(Channel channel, Optional<LocalSocket> local, FrontendPipeline pipeline) {
        this.channel = channel;
        this.local = local;
        this.pipeline = pipeline;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address can't be had; the message says what to do
     */
    public static Listener open(Sockets sockets, ListenSettings settings, Encryption encryption, Sessions sessions)
            throws IOException {
        FrontendPipeline pipeline = new FrontendPipeline(settings, encryption, sessions);
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
        InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
        try {
            Optional<LocalSocket> local = settings.unixSocket().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            LocalSocket.open(sockets, settings.unixSocket().get(), address, pipeline));
            return new Listener(bound.channel(), local, pipeline);
        } catch (IOException e) {
            bound.channel().close().awaitUninterruptibly();
            throw e;
        }
    }

    /** Leads those who connect from now on to other sessions, under other limits; where it listens stays. */
    public void lead(ListenSettings settings, Encryption encryption, Sessions sessions) {
        pipeline.lead(settings, encryption, sessions);
    }

    /** The Unix socket that it listens on too. */
    public Optional<Path> localPlace() {
        return local.map(LocalSocket::path);
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
        local.ifPresent(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                log.warn("{} is left there: {}", socket.path(), e.toString());
            }
        });
    }
}
