package org.dayfly.backend;

import com.ongres.scram.common.util.TlsServerEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.EOFException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.DataRow;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.NegotiateProtocolVersion;
import org.dayfly.protocol.NoticeResponse;
import org.dayfly.protocol.ReadyForQuery;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.TypedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to a server: sends the startup message, authenticates the role, and keeps what the server tells about the
 * session. At ReadyForQuery it stops reading and leaves the pipeline.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">PostgreSQL,
 *     start-up</a>
 */
final class BackendLogin extends ChannelInboundHandlerAdapter {
    private final StartupMessage startup;
    private final BackendCredentials credentials;
    private final CompletableFuture<BackendSession> result;
    private final Function<CancelRequest, CompletableFuture<Void>> canceler;
    private Optional<Rehearsal> rehearsal;
    private @Nullable Rehearsal rehearsing;
    private String rehearsed = "";
    private @Nullable BackendAuthenticator authenticator;
    private @Nullable ByteBuf greeting;
    private @Nullable BackendKeyData key;

    BackendLogin(
            StartupMessage startup,
            BackendCredentials credentials,
            Optional<Rehearsal> rehearsal,
            CompletableFuture<BackendSession> result,
            Function<CancelRequest, CompletableFuture<Void>> canceler) {
        this.startup = startup;
        this.credentials = credentials;
        this.rehearsal = rehearsal;
        this.result = result;
        this.canceler = canceler;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        authenticator = new BackendAuthenticator(
                credentials, endPoint(ctx.pipeline().get(SslHandler.class)), answer -> send(ctx, answer));
        greeting = ctx.alloc().buffer(1024);
        ByteBuf packet = ctx.alloc().buffer();
        try {
            startup.encode(packet);
        } catch (ClientError tooLong) {
            packet.release();
            fail(ctx, tooLong);
            return;
        }
        ctx.writeAndFlush(packet);
    }

    /**
     * The data that a proof is bound to on an encrypted connection, so that nobody in between can pass the proof on.
     */
    private static Optional<byte[]> endPoint(@Nullable SslHandler tls) {
        if (tls == null) {
            return Optional.empty();
        }
        try {
            Certificate its = tls.engine().getSession().getPeerCertificates()[0];
            return Optional.of(TlsServerEndpoint.getChannelBindingData((X509Certificate) its))
                    .filter(data -> data.length > 0);
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return Optional.empty();
        }
    }

    private static void send(ChannelHandlerContext ctx, TypedMessage message) {
        ByteBuf bytes = ctx.alloc().buffer();
        message.encode(bytes);
        ctx.writeAndFlush(bytes);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof BackendFrame frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (greeting == null || authenticator == null) {
            frame.whole().release();
        } else if (frame.type() == ReadyForQuery.TYPE && authenticator.done()) {
            if (rehearsal.isPresent()) {
                frame.whole().release();
                rehearse(ctx, rehearsal.get());
            } else {
                ready(ctx, frame.whole(), greeting);
            }
        } else {
            try {
                take(ctx, frame, authenticator, greeting);
            } finally {
                frame.whole().release();
            }
        }
    }

    private void take(
            ChannelHandlerContext ctx, BackendFrame frame, BackendAuthenticator authenticator, ByteBuf greeting) {
        switch (frame.type()) {
            case AuthenticationRequest.TYPE ->
                AuthenticationRequest.decode(frame.body()).visit(authenticator);
            case ErrorResponse.TYPE -> failed(ctx, ErrorResponse.decode(frame.body()));
            case NegotiateProtocolVersion.TYPE ->
                throw new LoginFailedException("the server does not support protocol " + startup.version());
            default -> {
                if (rehearsing != null) {
                    rehearsed = frame.type() == DataRow.TYPE ? DataRow.firstColumn(frame.body()) : rehearsed;
                    return;
                }
                if (!authenticator.done() && frame.type() != NoticeResponse.TYPE) {
                    throw new LoginFailedException(
                            "the server sent message " + frame.type() + " before AuthenticationOk");
                }
                if (frame.type() == BackendKeyData.TYPE) {
                    key = BackendKeyData.decode(frame.body());
                } else {
                    greeting.writeBytes(frame.whole().slice());
                }
            }
        }
    }

    private void rehearse(ChannelHandlerContext ctx, Rehearsal query) {
        rehearsal = Optional.empty();
        rehearsing = query;
        send(ctx, query.query());
    }

    /** After an ERROR the session goes on, after a FATAL it does not. */
    private void failed(ChannelHandlerContext ctx, ErrorResponse error) {
        if (rehearsing != null && rehearsing.mayFail() && !error.isFatal()) {
            rehearsed = "";
        } else {
            fail(ctx, ClientError.of(error));
        }
    }

    private void ready(ChannelHandlerContext ctx, ByteBuf ready, ByteBuf greeting) {
        ctx.channel().config().setAutoRead(false);
        this.greeting = null;
        BackendSession session = new BackendSession(
                ctx.channel(),
                new BackendSession.Greeting(startup.version(), taken(greeting), taken(ready), key),
                rehearsed,
                canceler);
        ctx.pipeline().replace(this, null, session.backlog());
        ctx.pipeline().remove(BackendFrameDecoder.class);
        if (!result.complete(session)) {
            session.close();
        }
    }

    /** A copy outside the pool: the session may last long, and needs the bytes again for the next client. */
    private static ByteBuf taken(ByteBuf bytes) {
        ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(bytes));
        bytes.release();
        return copy;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, new EOFException("the server closed the connection during the login"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (greeting != null) {
            greeting.release();
            greeting = null;
        }
        result.completeExceptionally(cause);
        ctx.close();
    }
}
