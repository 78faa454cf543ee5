package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A message with a type byte, a length that counts itself, and a body: every message but the packets that open a
 * connection.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-overview.html">PostgreSQL, protocol overview</a>
 */
public interface TypedMessage {
    char type();

    void encodeBody(ByteBuf out);

    /** Appends the whole message. */
    default void encode(ByteBuf out) {
        out.writeByte(type());
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        encodeBody(out);
        out.setInt(lengthAt, out.writerIndex() - lengthAt);
    }
}
