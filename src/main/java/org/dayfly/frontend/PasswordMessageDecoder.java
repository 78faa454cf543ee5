package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.PasswordMessage;
import org.dayfly.protocol.SqlState;

/**
 * Reads the two messages with which a client goes through SCRAM; nothing else is legal there. What follows them stays
 * here until the handler is removed, and goes on then.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sasl-authentication.html">PostgreSQL, SASL authentication</a>
 */
final class PasswordMessageDecoder extends ByteToMessageDecoder {
    /** PostgreSQL's PG_MAX_SASL_MESSAGE_LENGTH, which counts the length word. */
    private static final int MAX_LENGTH = 1024;

    private static final int HEADER = 5;
    private int expected = 2;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (expected == 0 || !in.isReadable()) {
            return;
        }
        int type = in.getUnsignedByte(in.readerIndex());
        if (type != PasswordMessage.TYPE) {
            expected = 0;
            throw ClientError.of(SqlState.PROTOCOL_VIOLATION, "expected SASL response, got message type " + type);
        }
        if (in.readableBytes() < HEADER) {
            return;
        }
        int length = in.getInt(in.readerIndex() + 1);
        if (length < Integer.BYTES || length > MAX_LENGTH) {
            expected = 0;
            throw ClientError.of(SqlState.INVALID_PASSWORD, "a SASL message of " + length + " bytes is none");
        }
        if (in.readableBytes() > length) {
            expected--;
            byte[] body = new byte[length - Integer.BYTES];
            in.skipBytes(HEADER).readBytes(body);
            out.add(new PasswordMessage(body));
        }
    }
}
