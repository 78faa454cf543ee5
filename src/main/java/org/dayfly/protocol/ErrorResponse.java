package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error, field by field.
 *
 * @param fields by their one-letter codes
 * @see <a href="https://www.postgresql.org/docs/current/protocol-error-fields.html">PostgreSQL, error and notice
 *     message fields</a>
 */
public record ErrorResponse(Map<Character, String> fields) implements TypedMessage {
    public static final char TYPE = 'E';

    /** The last message that a client gets on its connection. */
    public static ErrorResponse fatal(ClientError error) {
        return new ErrorResponse(fields("FATAL", error.sqlState(), error.text(), error.detail(), error.hint()));
    }

    /** Decodes tolerantly: a field that a server leaves out or adds is no reason to fail. */
    public static ErrorResponse decode(ByteBuf body) {
        Map<Character, String> fields = new LinkedHashMap<>();
        while (body.isReadable()) {
            char code = (char) body.readUnsignedByte();
            if (code == 0 || body.bytesBefore((byte) 0) < 0) {
                break;
            }
            fields.put(code, CString.read(body));
        }
        body.skipBytes(body.readableBytes());
        return new ErrorResponse(fields);
    }

    public String sqlState() {
        return fields.getOrDefault('C', SqlState.INTERNAL_ERROR.code());
    }

    /** Whether the server ends the session. Field V is not translated; servers before 9.6 leave it out. */
    public boolean isFatal() {
        return !fields.getOrDefault('V', "FATAL").equals("ERROR");
    }

    public String message() {
        return fields.getOrDefault('M', "the server gave no reason");
    }

    static Map<Character, String> fields(
            String severity, String sqlState, String message, @Nullable String detail, @Nullable String hint) {
        Map<Character, String> fields = new LinkedHashMap<>();
        fields.put('S', severity);
        fields.put('V', severity);
        fields.put('C', sqlState);
        fields.put('M', message);
        if (detail != null) {
            fields.put('D', detail);
        }
        if (hint != null) {
            fields.put('H', hint);
        }
        return fields;
    }

    static void encodeFields(Map<Character, String> fields, ByteBuf out) {
        fields.forEach((code, value) -> {
            out.writeByte(code);
            CString.write(out, value);
        });
        out.writeByte(0);
    }

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        encodeFields(fields, out);
    }
}
