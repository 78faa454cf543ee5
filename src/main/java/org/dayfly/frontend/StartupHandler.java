package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.frontend.StartupPacketDecoder.BytesTooEarly;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.EncryptionRequest;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupPacket;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.protocol.TypedMessage;
import org.dayfly.protocol.UnsupportedProtocol;
import org.dayfly.session.Client;
import org.dayfly.session.Demand;
import org.dayfly.session.Session;
import org.dayfly.session.SessionRequest;
import org.dayfly.session.Sessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a client's first packets and opens the client's session. Lives on the client's event loop.
 *
 * <p>When the session is ready, a {@link org.dayfly.pipe.Pipe} replaces this handler. If there can be no session,
 * {@link Refusal} tells the client, and a {@link LingeringClose} replaces the pipeline. {@link Refusal} is the one
 * place for all failures of this handler.
 */
final class StartupHandler extends ChannelInboundHandlerAdapter implements StartupPacket.Visitor {
    private static final Logger log = LoggerFactory.getLogger(StartupHandler.class);

    private final Client client;
    private final Encryption encryption;
    private final Sessions sessions;
    private final SecureRandom random;
    private final FailedLogins failedLogins;
    private final Set<EncryptionRequest> answered = EnumSet.noneOf(EncryptionRequest.class);
    private String user = "";
    private boolean over;
    private @Nullable ClientError tooEarly;

    StartupHandler(
            Client client, Encryption encryption, Sessions sessions, FailedLogins failedLogins, SecureRandom random) {
        this.client = client;
        this.encryption = encryption;
        this.sessions = sessions;
        this.random = random;
        this.failedLogins = failedLogins;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof StartupPacket packet) {
            packet.visit(this);
        } else if (message instanceof BytesTooEarly early) {
            followedTooEarly(early.request());
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void encryptionRequest(EncryptionRequest request) {
        boolean encrypted = Encryption.isOn(client.channel());
        if (encrypted || !answered.add(request)) {
            unsupportedProtocol(request.repeated());
        } else if (request == EncryptionRequest.SSL && encryption.isOffered()) {
            answer(EncryptionRequest.CONSENT);
            FrontendPipeline.encrypt(client.channel().pipeline(), new ClientHello(client, encryption, false));
        } else {
            answer(EncryptionRequest.REFUSAL);
        }
    }

    /**
     * Reports bytes that came too early. If TLS was agreed to, the error is sent under TLS, as PostgreSQL does: in
     * clear, the client would take the error for a part of the handshake.
     */
    private void followedTooEarly(EncryptionRequest request) {
        if (request == EncryptionRequest.SSL && encryption.isOffered()) {
            tooEarly = request.followedTooEarly();
        } else {
            throw request.followedTooEarly();
        }
    }

    private void answer(byte word) {
        client.channel().writeAndFlush(Unpooled.buffer(1).writeByte(word));
    }

    @Override
    public void unsupportedProtocol(UnsupportedProtocol packet) {
        over = true;
        ByteBuf refusal = client.channel().alloc().buffer();
        packet.encodeRefusal(refusal);
        LingeringClose.say(client.channel(), refusal);
    }

    @Override
    public void cancelRequest(CancelRequest request) {
        over = true;
        sessions.cancel(request)
                .whenComplete((told, failure) -> client.channel().close());
    }

    @Override
    public void startupMessage(StartupMessage message) {
        client.channel().config().setAutoRead(false);
        Negotiation negotiation = Negotiation.of(message, sessions.newest());
        negotiation.answer().ifPresent(this::write);
        user = message.parameters()
                .get(StartupParameters.USER)
                .map(StartupParameters::readable)
                .orElse("");
        if (encryption.isRequired() && !Encryption.isOn(client.channel())) {
            throw ClientError.of(
                            SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                            "connections to dayfly must be encrypted here")
                    .withHint("connect with sslmode=require");
        }
        SessionRequest request = sessions.read(client, message, negotiation.spoken());
        sessions.demanded(request)
                .thenComposeAsync(
                        demand -> demand.map(this::prove).orElseGet(StartupHandler::trust),
                        client.channel().eventLoop())
                .thenCompose(proven -> {
                    HalfOpen.letIn(client.channel());
                    return sessions.open(client, request);
                })
                .whenCompleteAsync(this::opened, client.channel().eventLoop());
    }

    private void write(TypedMessage message) {
        ByteBuf bytes = client.channel().alloc().buffer();
        message.encode(bytes);
        client.channel().write(bytes);
    }

    private CompletableFuture<@Nullable Void> prove(Demand demand) {
        ScramExchange exchange = ScramExchange.begin(demand.keys(), encryption.endPoint(client.channel()), random);
        ClientAuthenticator authenticator = new ClientAuthenticator(
                user, exchange, failedLogins.attempt(AddressBlock.of(client.address()), demand));
        if (!over && client.channel().isActive()) {
            FrontendPipeline.prove(client.channel().pipeline(), authenticator);
        }
        return authenticator.proven();
    }

    private static CompletableFuture<@Nullable Void> trust() {
        return CompletableFuture.completedFuture(null);
    }

    private void opened(@Nullable Session session, Throwable failure) {
        if (session == null) {
            refuse(failure);
        } else if (over || !client.channel().isActive()) {
            session.abandon();
        } else {
            over = true;
            session.join();
            FrontendPipeline.clear(client.channel().pipeline());
            session.open();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == LoginDeadline.EXPIRED) {
            refuse(ClientError.of(SqlState.CANNOT_CONNECT_NOW, "the login took too long")
                    .ofKind(ErrorKind.OVER_LIMIT)
                    .withHint("try again in a moment"));
        } else if (event instanceof SslHandshakeCompletionEvent done) {
            encrypted(done);
        }
    }

    private void encrypted(SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
            if (tooEarly != null) {
                refuse(tooEarly);
            }
        } else if (!(done.cause() instanceof ClosedChannelException)) {
            log.atInfo()
                    .addKeyValue("connection", client.id())
                    .log("no TLS with {}: {}", client.from(), done.cause().getMessage());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(cause);
    }

    private void refuse(Throwable cause) {
        if (!over) {
            over = true;
            new Refusal(client, user).tell(cause);
        }
    }
}
