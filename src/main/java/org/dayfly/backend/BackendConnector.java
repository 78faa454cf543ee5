package org.dayfly.backend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.dayfly.backend.ServerEncryption.Way;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.transport.Sockets;

/** Opens sessions on servers; safe for use by any thread. */
public final class BackendConnector {
    private final Sockets sockets;
    private final ServerEncryption encryption;
    private final CancelSender cancels;

    public BackendConnector(Sockets sockets, ServerEncryption encryption) {
        this.sockets = sockets;
        this.encryption = encryption;
        this.cancels = new CancelSender(sockets);
    }

    /**
     * Connects and logs in. The future completes on the event loop. A caller that no longer wants the session cancels
     * the future, which closes the connection.
     *
     * @return fails with a {@link ClientError} that holds the server's own words if the server refused the login; with
     *     an {@link java.io.IOException} if the server could not be reached or went away; with any other exception if
     *     dayfly and the server could not agree on a login
     */
    public CompletableFuture<BackendSession> open(
            EventLoop loop, SocketAddress address, StartupMessage startup, BackendCredentials credentials) {
        return open(loop, address, startup, credentials, Optional.empty());
    }

    /**
     * Connects, logs in, and runs a query before a client uses the session.
     */
    public CompletableFuture<BackendSession> open(
            EventLoop loop,
            SocketAddress address,
            StartupMessage startup,
            BackendCredentials credentials,
            Optional<Rehearsal> rehearsal) {
        Login login = new Login(loop, address, startup, credentials, rehearsal);
        List<Way> ways = encryption.ways(address);
        if (ways.size() == 1) {
            return attempt(login, ways.get(0));
        }
        CompletableFuture<BackendSession> result = new CompletableFuture<>();
        attempt(login, ways.iterator(), result);
        return result;
    }

    private record Login(
            EventLoop loop,
            SocketAddress address,
            StartupMessage startup,
            BackendCredentials credentials,
            Optional<Rehearsal> rehearsal) {}

    /** Tries one way after another. */
    private void attempt(Login login, Iterator<Way> ways, CompletableFuture<BackendSession> result) {
        CompletableFuture<BackendSession> attempt = attempt(login, ways.next());
        attempt.whenComplete((session, failure) -> {
            if (failure == null) {
                if (!result.complete(session)) {
                    session.close();
                }
            } else if (ways.hasNext() && isRefusal(failure) && !result.isDone()) {
                attempt(login, ways, result);
            } else {
                result.completeExceptionally(failure);
            }
        });
        result.whenComplete((session, failure) -> attempt.cancel(false));
    }

    /** Whether another way may work: the server does not accept the role by this way, or TLS failed. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof SSLException
                || (failure instanceof ClientError refusal
                        && refusal.has(SqlState.INVALID_AUTHORIZATION_SPECIFICATION));
    }

    private CompletableFuture<BackendSession> attempt(Login login, Way way) {
        CompletableFuture<BackendSession> result = new CompletableFuture<>();
        ChannelFuture connected = sockets.client(login.loop(), login.address())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (way != Way.CLEAR) {
                            channel.pipeline()
                                    .addLast(new TlsNegotiation(way == Way.TLS, tls(channel, login.address())));
                        }
                        BackendLogin handler = new BackendLogin(
                                login.startup(),
                                login.credentials(),
                                login.rehearsal(),
                                result,
                                request -> cancel(channel, login, request));
                        channel.pipeline().addLast(new BackendFrameDecoder(), handler);
                    }
                })
                .connect();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                result.completeExceptionally(done.cause());
            }
        });
        result.whenComplete((session, failure) -> {
            if (failure != null) {
                connected.channel().close();
            }
        });
        return result;
    }

    private Supplier<SslHandler> tls(Channel channel, SocketAddress address) {
        return () -> encryption.handler(channel.alloc(), (InetSocketAddress) address);
    }

    /**
     * Sends a cancel request to the same server that the session is on, even if the server's name leads elsewhere by
     * now.
     */
    private CompletableFuture<Void> cancel(Channel channel, Login login, CancelRequest request) {
        boolean encrypted = channel.pipeline().get(SslHandler.class) != null;
        return cancels.send(
                login.loop(),
                channel.remoteAddress(),
                to -> encrypted ? Optional.of(new TlsNegotiation(true, tls(to, login.address()))) : Optional.empty(),
                request);
    }

    /**
     * Connects, and closes the connection before any byte is sent.
     *
     * @return fails with an {@link java.io.IOException} if nothing listens at the address
     */
    public CompletableFuture<Void> reach(EventLoop loop, SocketAddress address) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        sockets.client(loop, address)
                .handler(new ChannelInboundHandlerAdapter())
                .connect()
                .addListener((ChannelFuture connected) -> {
                    connected.channel().close();
                    if (connected.isSuccess()) {
                        reached.complete(null);
                    } else {
                        reached.completeExceptionally(connected.cause());
                    }
                });
        return reached;
    }

    /**
     * Sends a cancel request for a session that this proxy does not have, in the first way in which sessions connect.
     *
     * @return completes, always normally, when the server has closed the connection or can no longer do so
     */
    public CompletableFuture<Void> cancel(EventLoop loop, SocketAddress address, CancelRequest request) {
        Way way = encryption.ways(address).get(0);
        return cancels.send(
                loop,
                address,
                to -> way == Way.CLEAR
                        ? Optional.empty()
                        : Optional.of(new TlsNegotiation(way == Way.TLS, tls(to, address))),
                request);
    }
}
