package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names and values of a startup message, in the client's order.
 *
 * <p>Their encoding is not known yet when they arrive. So each char is one byte as it came (ISO 8859-1), and goes on as
 * the same byte, whatever it means. {@link #readable} is for display.
 */
public final class StartupParameters {
    public static final String USER = "user";
    public static final String DATABASE = "database";
    public static final String OPTIONS = "options";
    public static final String REPLICATION = "replication";
    private static final String PROTOCOL_OPTION = "_pq_.";

    private final Map<String, String> values;

    private StartupParameters(Map<String, String> values) {
        this.values = values;
    }

    public static StartupParameters of(Map<String, String> values) {
        return new StartupParameters(new LinkedHashMap<>(values));
    }

    /**
     * Decodes pairs of strings and the lone NUL that must be the last byte. If a name occurs twice, the last value
     * wins.
     */
    static StartupParameters decode(ByteBuf body) {
        Map<String, String> values = new LinkedHashMap<>();
        while (body.isReadable() && body.getByte(body.readerIndex()) != 0) {
            String name = readString(body);
            values.put(name, readString(body));
        }
        if (body.readableBytes() != 1) {
            throw wrongLayout();
        }
        body.skipBytes(1);
        return new StartupParameters(values);
    }

    private static String readString(ByteBuf body) {
        int length = body.bytesBefore((byte) 0);
        if (length < 0) {
            throw wrongLayout();
        }
        return CString.read(body, ISO_8859_1);
    }

    private static ClientError wrongLayout() {
        return ClientError.of(
                SqlState.PROTOCOL_VIOLATION, "invalid startup packet layout: expected terminator as last byte");
    }

    void encode(ByteBuf out) {
        values.forEach((name, value) -> {
            CString.write(out, name, ISO_8859_1);
            CString.write(out, value, ISO_8859_1);
        });
        out.writeByte(0);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A copy of all parameters, which the caller may change. */
    public Map<String, String> toMap() {
        return new LinkedHashMap<>(values);
    }

    /** The protocol options that the client asks for. dayfly knows none of them. */
    public List<String> protocolOptions() {
        return values.keySet().stream()
                .filter(name -> name.startsWith(PROTOCOL_OPTION))
                .toList();
    }

    /** The parameters without the protocol options: the client was told that these are unknown. */
    public StartupParameters withoutProtocolOptions() {
        Map<String, String> kept = toMap();
        kept.keySet().removeIf(name -> name.startsWith(PROTOCOL_OPTION));
        return new StartupParameters(kept);
    }

    /** A name or value for people to read. */
    public static String readable(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StartupParameters parameters && values.equals(parameters.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
