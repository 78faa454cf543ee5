package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One message of a server: its type and its undecoded body. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WireMessage(char type, byte[] body) {
    /** The fields of an error or a notice, by their one-letter codes. */
    public Map<Character, String> fields() {
        Map<Character, String> fields = new LinkedHashMap<>();
        ByteBuffer rest = buffer();
        for (byte code = rest.get(); code != 0; code = rest.get()) {
            fields.put((char) code, string(rest));
        }
        return fields;
    }

    /** The SQLSTATE of an error or a notice. */
    public String sqlState() {
        return Optional.ofNullable(fields().get('C')).orElse("");
    }

    /** The value of a parameter among the messages of a server. */
    public static String parameter(List<WireMessage> messages, String name) {
        return messages.stream()
                .filter(message -> message.type() == 'S')
                .map(WireMessage::buffer)
                .filter(status -> string(status).equals(name))
                .map(WireMessage::string)
                .findFirst()
                .orElseThrow();
    }

    /** The body, to be read from its start. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(body);
    }

    /** Reads up to a NUL and past it. */
    public static String string(ByteBuffer from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte each = from.get(); each != 0; each = from.get()) {
            bytes.write(each);
        }
        return bytes.toString(UTF_8);
    }

    /** The type, and the code that distinguishes messages of this type: {@code E 28000}, {@code R 10}, {@code Z}. */
    @Override
    public String toString() {
        return switch (type) {
            case 'E' -> "E " + sqlState();
            case 'R' -> "R " + buffer().getInt();
            default -> String.valueOf(type);
        };
    }
}
