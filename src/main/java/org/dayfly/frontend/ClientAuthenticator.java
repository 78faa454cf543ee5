package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.PasswordMessage;
import org.dayfly.protocol.SaslInitialResponse;
import org.dayfly.protocol.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a client by SCRAM-SHA-256, bound to the TLS connection if there is one.
 *
 * <p>Begins when it is added to the pipeline, and reads while it waits for an answer. When the client has proven the
 * password, it stops reading and leaves the pipeline. A client with a wrong password is told after a delay.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sasl-authentication.html">PostgreSQL, SASL authentication</a>
 */
final class ClientAuthenticator extends SimpleChannelInboundHandler<PasswordMessage> {
    private final String user;
    private final ScramExchange exchange;
    private final FailedLogins.Attempt attempt;
    private final CompletableFuture<@Nullable Void> proven = new CompletableFuture<>();
    private boolean challenged;

    /**
     * @param user the name of the user in an error message
     * @param attempt counts wrong passwords
     */
    ClientAuthenticator(String user, ScramExchange exchange, FailedLogins.Attempt attempt) {
        this.user = user;
        this.exchange = exchange;
        this.attempt = attempt;
    }

    /** Completes on the event loop when the client has proven the password. A failure is fired down the pipeline. */
    CompletableFuture<@Nullable Void> proven() {
        return proven;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ask(ctx, new AuthenticationRequest.Sasl(exchange.mechanisms()));
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, PasswordMessage message) {
        if (challenged) {
            ctx.channel().config().setAutoRead(false);
            attempt.begin();
            exchange.verify(new String(message.body(), UTF_8))
                    .ifPresentOrElse(proof -> succeeded(ctx, proof), () -> failed(ctx));
        } else {
            SaslInitialResponse first = SaslInitialResponse.decode(message);
            challenged = true;
            ask(ctx, new AuthenticationRequest.SaslContinue(exchange.challenge(first.mechanism(), first.data())));
        }
    }

    private void succeeded(ChannelHandlerContext ctx, String proof) {
        attempt.succeeded();
        ask(ctx, new AuthenticationRequest.SaslFinal(proof));
        ctx.pipeline().remove(this);
        proven.complete(null);
    }

    private void failed(ChannelHandlerContext ctx) {
        ClientError wrong =
                ClientError.of(SqlState.INVALID_PASSWORD, "password authentication failed for user \"" + user + "\"");
        Duration delay = attempt.failed();
        if (delay.isZero()) {
            throw wrong;
        }
        ctx.executor().schedule(() -> tell(ctx, wrong), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void tell(ChannelHandlerContext ctx, ClientError wrong) {
        if (!ctx.isRemoved() && ctx.channel().isActive()) {
            ctx.fireExceptionCaught(wrong);
        }
    }

    private static void ask(ChannelHandlerContext ctx, AuthenticationRequest request) {
        ByteBuf bytes = ctx.alloc().buffer();
        request.encode(bytes);
        ctx.writeAndFlush(bytes);
    }
}
