package org.dayfly.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.PasswordMessage;
import org.dayfly.protocol.SqlState;

/**
 * Decodes the two messages that a client sends in SCRAM; no other message is legal there. Bytes behind them stay in
 * this handler until the handler is removed, and then go on.
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
            throw ClientError.of(SqlState.INVALID_PASSWORD, "invalid length of a SASL message: " + length);
        }
        if (in.readableBytes() > length) {
            expected--;
            byte[] body = new byte[length - Integer.BYTES];
            in.skipBytes(HEADER).readBytes(body);
            out.add(new PasswordMessage(body));
        }
    }
}
