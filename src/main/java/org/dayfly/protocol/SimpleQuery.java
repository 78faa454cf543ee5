package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * SQL to be executed by the simple query protocol.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, message formats,
 *     Query</a>
 */
public record SimpleQuery(String sql) implements TypedMessage {
    public static final char TYPE = 'Q';

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        CString.write(out, sql);
    }
}
