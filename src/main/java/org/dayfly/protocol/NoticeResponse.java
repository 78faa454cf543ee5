package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A notice for the person at the client. Drivers pass it on as a warning of the connection.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-error-fields.html">PostgreSQL, error and notice
 *     message fields</a>
 */
public record NoticeResponse(
        String message, @Nullable String detail, @Nullable String hint) implements TypedMessage {
    public static final char TYPE = 'N';

    /** successful_completion. */
    private static final String SQLSTATE = "00000";

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        ErrorResponse.encodeFields(ErrorResponse.fields("NOTICE", SQLSTATE, message, detail, hint), out);
    }
}
