package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import org.dayfly.config.value.AddressBlock;
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
import org.dayfly.session.OpenedSession;
import org.dayfly.session.Sessions;
import org.dayfly.session.request.SessionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Answers a client's startup message or cancel request, and opens the client's session. Lives on the client's event
 * loop.
 *
 * <p>When the session is ready, a {@link org.dayfly.pipe.Pipe} replaces this handler. If there can be no session,
 * {@link Refusal} tells the client, and a {@link LingeringClose} replaces the pipeline. {@link Refusal} is the one
 * place for all failures of this handler.
 */
final class StartupHandler extends ChannelInboundHandlerAdapter implements StartupPacket.Visitor {
    private final Client client;
    private final Encryption encryption;
    private final Sessions sessions;
    private final SecureRandom random;
    private final FailedLogins failedLogins;
    private String user = "";
    private boolean over;

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
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** {@link EncryptionNegotiation} answers the requests that may come. */
    @Override
    public void encryptionRequest(EncryptionRequest request) {
        unsupportedProtocol(request.repeated());
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
        sessions.cancel(client, request)
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
                            "this dayfly accepts only encrypted connections")
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

    private void opened(@Nullable OpenedSession session, Throwable failure) {
        if (session == null) {
            refuse(failure);
        } else if (over || !client.channel().isActive()) {
            session.abandon();
        } else {
            over = true;
            session.join(() -> FrontendPipeline.clear(client.channel().pipeline()));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == LoginDeadline.EXPIRED) {
            refuse(ClientError.of(SqlState.CANNOT_CONNECT_NOW, "the login took too long")
                    .ofKind(ErrorKind.OVER_LIMIT)
                    .withHint("try again in a moment"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(cause);
    }

    private void refuse(Throwable cause) {
        if (!over) {
            over = true;
            new Refusal(client, user, sessions.events()).tell(cause);
        }
    }
}
