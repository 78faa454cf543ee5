package org.dayfly.backend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.SimpleQuery;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.transport.Sockets;

/** Opens sessions on servers; safe for use by any thread. */
public final class BackendConnector {
    private final Sockets sockets;
    private final CancelSender cancels;

    public BackendConnector(Sockets sockets) {
        this.sockets = sockets;
        this.cancels = new CancelSender(sockets);
    }

    /**
     * Connects and logs in. The future completes on the event loop; whoever loses interest cancels it, which closes the
     * connection.
     *
     * @return fails with a {@link org.dayfly.protocol.ClientError} holding the server's own words if it refused, with an
     *     {@link java.io.IOException} if it could not be reached or went away, with anything else if the two could not
     *     agree on a login
     */
    public CompletableFuture<BackendSession> open(
            EventLoop loop, SocketAddress address, StartupMessage startup, BackendCredentials credentials) {
        return open(loop, address, startup, credentials, Optional.empty());
    }

    /**
     * The same for a session that waits for its user.
     *
     * @param rehearsal is run before, so that the server has at hand what a first query needs; its answer is nobody's
     */
    public CompletableFuture<BackendSession> open(
            EventLoop loop,
            SocketAddress address,
            StartupMessage startup,
            BackendCredentials credentials,
            Optional<SimpleQuery> rehearsal) {
        CompletableFuture<BackendSession> result = new CompletableFuture<>();
        ChannelFuture connected = sockets.client(loop, address)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        BackendLogin login = new BackendLogin(
                                startup,
                                credentials,
                                rehearsal,
                                result,
                                request -> cancels.send(loop, channel.remoteAddress(), request));
                        channel.pipeline().addLast(new BackendFrameDecoder(), login);
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
}
