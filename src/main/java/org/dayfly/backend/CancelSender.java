package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.transport.Sockets;

/**
 * Sends a cancel request to its server. Safe for use by any thread.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS">PostgreSQL,
 *     canceling requests in progress</a>
 */
final class CancelSender {
    /** How long dayfly waits for the server to close the connection. A server that takes longer is too busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sockets sockets;

    CancelSender(Sockets sockets) {
        this.sockets = sockets;
    }

    /**
     * Sends the request. The server answers by closing the connection, after it
     * has signalled the backend.
     *
     * @param tls the handler that encrypts the connection; empty: the connection is not encrypted
     * @return completes, always normally, when the server has closed the connection or can no longer do so
     */
    CompletableFuture<Void> send(
            EventLoop loop,
            SocketAddress address,
            Function<Channel, Optional<TlsNegotiation>> tls,
            CancelRequest request) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        ChannelInitializer<Channel> handlers = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                tls.apply(channel).ifPresent(negotiation -> channel.pipeline().addLast(negotiation));
                channel.pipeline().addLast(new Task(request));
            }
        };
        sockets.client(loop, address).handler(handlers).connect().addListener((ChannelFutureListener) connected -> {
            Channel channel = connected.channel();
            channel.closeFuture().addListener(closed -> over.complete(null));
            if (connected.isSuccess()) {
                channel.eventLoop().schedule(() -> channel.close(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                channel.close();
            }
        });
        return over;
    }

    /** Sends the request and drops any answer. A failure only ends the connection. */
    private static final class Task extends ChannelInboundHandlerAdapter {
        private final CancelRequest request;

        Task(CancelRequest request) {
            this.request = request;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ByteBuf packet = ctx.alloc().buffer();
            request.encode(packet);
            ctx.writeAndFlush(packet);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
