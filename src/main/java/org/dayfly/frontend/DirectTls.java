package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.session.Client;

/**
 * Looks at the first byte of a connection, which tells TLS without a request for TLS from everything else.
 *
 * <p>If the client begins with TLS, this handler gives way to {@link ClientHello}, and the client then has to name
 * PostgreSQL's protocol. Otherwise the handler leaves the pipeline.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
final class DirectTls extends ByteToMessageDecoder {
    /** TLS's ContentType handshake. No startup packet is long enough for its length to begin with this byte. */
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
