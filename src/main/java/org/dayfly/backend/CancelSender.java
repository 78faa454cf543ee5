package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.transport.Sockets;

/**
 * Takes a cancel request to the server that it is for; safe for use by any thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS">PostgreSQL,
 *     canceling requests in progress</a>
 */
final class CancelSender {
    /** A server that has not hung up by then has better things to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sockets sockets;

    CancelSender(Sockets sockets) {
        this.sockets = sockets;
    }

    /**
     * Sends the request. The server answers by closing the connection once it has signalled the backend.
     *
     * @return completes, always normally, when that has happened or can't happen any more
     */
    CompletableFuture<Void> send(EventLoop loop, SocketAddress address, CancelRequest request) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        sockets.client(loop, address).handler(new Silence()).connect().addListener((ChannelFutureListener)
                connected -> {
                    Channel channel = connected.channel();
                    channel.closeFuture().addListener(closed -> over.complete(null));
                    if (connected.isSuccess()) {
                        ByteBuf packet = channel.alloc().buffer();
                        request.encode(packet);
                        channel.writeAndFlush(packet);
                        channel.eventLoop().schedule(() -> channel.close(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    } else {
                        channel.close();
                    }
                });
        return over;
    }

    /** Whatever happens on such a connection ends it, and nobody is to be told. */
    private static final class Silence extends ChannelInboundHandlerAdapter {
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
