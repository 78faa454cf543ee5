package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.session.Client;

/**
 * Looks at a connection's first byte, by which TLS that nobody asked for first is known from all else, and gives way to
 * {@link ClientHello}, which has to name PostgreSQL's protocol then, or to nothing.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
final class DirectTls extends ByteToMessageDecoder {
    /** TLS's ContentType handshake: no startup packet is so long that it begins with that. */
    private static final byte HANDSHAKE = 0x16;

    private final Client client;
    private final Encryption encryption;

    DirectTls(Client client, Encryption encryption) {
        this.client = client;
        this.encryption = encryption;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!in.isReadable()) {
            return;
        }
        if (in.getByte(in.readerIndex()) == HANDSHAKE) {
            ctx.pipeline().replace(this, null, new ClientHello(client, encryption, true));
        } else {
            ctx.pipeline().remove(this);
        }
    }
}
