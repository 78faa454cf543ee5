package org.dayfly.frontend;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.EnumSet;
import java.util.Set;
import org.dayfly.frontend.StartupPacketDecoder.BytesTooEarly;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.EncryptionRequest;
import org.dayfly.session.Client;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a client's requests for encryption. Each request is answered once. All other packets pass to {@link
 * StartupHandler}, which removes this handler when the session is open. If the client and dayfly agree on TLS, a {@link
 * ClientHello} is added before this handler.
 */
final class EncryptionNegotiation extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(EncryptionNegotiation.class);

    private final Client client;
    private final Encryption encryption;
    private final Set<EncryptionRequest> answered = EnumSet.noneOf(EncryptionRequest.class);
    private @Nullable ClientError tooEarly;

    EncryptionNegotiation(Client client, Encryption encryption) {
        this.client = client;
        this.encryption = encryption;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof EncryptionRequest request) {
            answer(ctx, request);
        } else if (message instanceof BytesTooEarly early) {
            followedTooEarly(early.request());
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void answer(ChannelHandlerContext ctx, EncryptionRequest request) {
        if (Encryption.isOn(client.channel()) || !answered.add(request)) {
            ctx.fireChannelRead(request.repeated());
        } else if (request == EncryptionRequest.SSL && encryption.isOffered()) {
            answer(EncryptionRequest.CONSENT);
            FrontendPipeline.encrypt(client.channel().pipeline(), new ClientHello(client, encryption, false));
        } else {
            answer(EncryptionRequest.REFUSAL);
        }
    }

    private void answer(byte word) {
        client.channel().writeAndFlush(Unpooled.buffer(1).writeByte(word));
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

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            encrypted(ctx, done);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void encrypted(ChannelHandlerContext ctx, SslHandshakeCompletionEvent done) {
        if (done.isSuccess()) {
            if (tooEarly != null) {
                ctx.fireExceptionCaught(tooEarly);
            }
        } else if (!(done.cause() instanceof ClosedChannelException)) {
            log.atInfo()
                    .addKeyValue("connection", client.id())
                    .log("no TLS with {}: {}", client.from(), done.cause().getMessage());
        }
    }
}
