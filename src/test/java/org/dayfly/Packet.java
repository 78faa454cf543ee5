package org.dayfly;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The packets of a client, right or wrong. */
public final class Packet {
    public static final int V3_0 = 3 << 16;
    public static final int V3_2 = 3 << 16 | 2;
    public static final int CANCEL = 1234 << 16 | 5678;
    public static final int SSL = 1234 << 16 | 5679;
    public static final int GSS = 1234 << 16 | 5680;

    private Packet() {}

    /** A startup packet: length, code, then the body. */
    public static byte[] startup(int code, byte[] body) {
        return ByteBuffer.allocate(8 + body.length)
                .putInt(8 + body.length)
                .putInt(code)
                .put(body)
                .array();
    }

    /** A complete startup message of alternating names and values; each char is one byte. */
    public static byte[] startupMessage(int version, String... namesAndValues) {
        return startup(version, pairs(namesAndValues));
    }

    /** Alternating names and values, each with a NUL behind it, then the final NUL. */
    public static byte[] pairs(String... namesAndValues) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String each : namesAndValues) {
            body.writeBytes(each.getBytes(ISO_8859_1));
            body.write(0);
        }
        body.write(0);
        return body.toByteArray();
    }

    public static byte[] sslRequest() {
        return startup(SSL, new byte[0]);
    }

    public static byte[] gssEncRequest() {
        return startup(GSS, new byte[0]);
    }

    public static byte[] cancelRequest(int pid, byte[] key) {
        return startup(
                CANCEL, ByteBuffer.allocate(4 + key.length).putInt(pid).put(key).array());
    }

    /** A message of a type, with its true length. */
    public static byte[] message(char type, byte[] body) {
        return message(type, 4 + body.length, body);
    }

    /** A message of a type with a length that may be wrong. */
    public static byte[] message(char type, int length, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(length)
                .put(body)
                .array();
    }

    public static byte[] query(String sql) {
        return message('Q', (sql + "\0").getBytes(UTF_8));
    }

    public static byte[] terminate() {
        return message('X', new byte[0]);
    }

    /** The first message of a client in SASL. */
    public static byte[] saslInitialResponse(String mechanism, String data) {
        byte[] name = (mechanism + "\0").getBytes(UTF_8);
        byte[] bytes = data.getBytes(UTF_8);
        return message(
                'p',
                ByteBuffer.allocate(name.length + 4 + bytes.length)
                        .put(name)
                        .putInt(bytes.length)
                        .put(bytes)
                        .array());
    }

    /** The second message of a client in SASL. */
    public static byte[] saslResponse(String data) {
        return message('p', data.getBytes(UTF_8));
    }

    /** The packets one behind the other, for one write. */
    public static byte[] together(byte[]... packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : packets) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }
}
