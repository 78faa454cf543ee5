package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.function.Supplier;
import org.dayfly.protocol.EncryptionRequest;

/**
 * Asks a server for TLS before anything else is sent. The handlers behind are told that the channel is active only
 * after TLS is agreed on or declined. Then this handler leaves the pipeline.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
final class TlsNegotiation extends ChannelInboundHandlerAdapter {
    /** The first byte of an ErrorResponse. */
    private static final byte ERROR = 'E';

    private final boolean required;
    private final Supplier<SslHandler> tls;
    private boolean answered;

    /** @param required whether a server without TLS is refused */
    TlsNegotiation(boolean required, Supplier<SslHandler> tls) {
        this.required = required;
        this.tls = tls;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ByteBuf request = ctx.alloc().buffer();
        EncryptionRequest.SSL.encode(request);
        ctx.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (answered) {
            ctx.fireChannelRead(message);
            return;
        }
        answered = true;
        ByteBuf answer = (ByteBuf) message;
        try {
            take(ctx, answer.readByte(), answer);
        } finally {
            answer.release();
        }
    }

    private void take(ChannelHandlerContext ctx, byte word, ByteBuf more) {
        switch (word) {
            case EncryptionRequest.CONSENT -> {
                if (more.isReadable()) {
                    // An attacker in between could put data there, and dayfly would take the data for the server's
                    // (CVE-2021-23222).
                    throw new LoginFailedException(
                            "the server sent unencrypted data after its answer to the request for TLS");
                }
                ctx.pipeline().addBefore(ctx.name(), null, tls.get());
            }
            case EncryptionRequest.REFUSAL -> {
                if (required) {
                    throw new LoginFailedException(
                            "the server has no TLS, but sslmode requires TLS; set ssl = on on the server, or"
                                    + " sslmode=prefer if you trust the network");
                }
                begin(ctx);
                if (more.isReadable()) {
                    // A server that ends at this moment says so before it gets a startup message.
                    ctx.fireChannelRead(more.retain());
                }
            }
            case ERROR ->
                ctx.fireExceptionCaught(
                        new IOException("the server answered the request for TLS with an error, probably because it "
                                + "can't start a process"));
            default ->
                throw new LoginFailedException("the server does not understand the request for TLS (it answered "
                        + (char) (word & 0xff) + ")");
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            begin(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void begin(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }
}
