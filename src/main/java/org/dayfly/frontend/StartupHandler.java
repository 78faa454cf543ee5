package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dayfly.frontend.StartupPacketDecoder.BytesTooEarly;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.EncryptionRequest;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupPacket;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.protocol.TypedMessage;
import org.dayfly.protocol.UnsupportedProtocol;
import org.dayfly.session.Client;
import org.dayfly.session.Session;
import org.dayfly.session.SessionRequest;
import org.dayfly.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * Answers a client's first packets and leads it to its session; lives on the client's event loop.
 *
 * <p>Turns into a {@link org.dayfly.pipe.Pipe} when the session is there. When it can't be, {@link Refusal} says so in
 * the one place where that is told to a client, and the pipeline turns into a {@link Farewell}.
 */
final class StartupHandler extends ChannelInboundHandlerAdapter implements StartupPacket.Visitor {
    private final Client client;
    private final Sessions sessions;
    private final SecureRandom random;
    private final Set<EncryptionRequest> answered = EnumSet.noneOf(EncryptionRequest.class);
    private String user = "";
    private boolean over;

    StartupHandler(Client client, Sessions sessions, SecureRandom random) {
        this.client = client;
        this.sessions = sessions;
        this.random = random;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof StartupPacket packet) {
            packet.visit(this);
        } else if (message instanceof BytesTooEarly early) {
            throw early.request().followedTooEarly();
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void encryptionRequest(EncryptionRequest request) {
        if (answered.add(request)) {
            client.channel().writeAndFlush(Unpooled.buffer(1).writeByte(EncryptionRequest.REFUSAL));
        } else {
            unsupportedProtocol(request.repeated());
        }
    }

    @Override
    public void unsupportedProtocol(UnsupportedProtocol packet) {
        over = true;
        ByteBuf refusal = client.channel().alloc().buffer();
        packet.encodeRefusal(refusal);
        Farewell.say(client.channel(), refusal);
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
        SessionRequest request = sessions.read(message, negotiation.spoken());
        sessions.demanded(request)
                .thenComposeAsync(
                        keys -> keys.map(this::prove).orElseGet(StartupHandler::trust),
                        client.channel().eventLoop())
                .thenCompose(proven -> sessions.open(client, request))
                .whenCompleteAsync(this::opened, client.channel().eventLoop());
    }

    private void write(TypedMessage message) {
        ByteBuf bytes = client.channel().alloc().buffer();
        message.encode(bytes);
        client.channel().write(bytes);
    }

    private CompletableFuture<@Nullable Void> prove(ScramKeys keys) {
        ClientAuthenticator authenticator = new ClientAuthenticator(user, ScramExchange.begin(keys, random));
        FrontendPipeline.prove(client.channel().pipeline(), authenticator);
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
            new Refusal(client, user).tell(cause);
        }
    }
}
