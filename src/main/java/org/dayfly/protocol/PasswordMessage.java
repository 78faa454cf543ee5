package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/**
 * A client's answer to an authentication request: a password, or a step of SASL. The request decides which.
 *
 * @param body everything after the length
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, message formats,
 *     PasswordMessage, SASLInitialResponse, SASLResponse</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PasswordMessage(byte[] body) implements TypedMessage {
    public static final char TYPE = 'p';

    /** A password in clear, or a hash of one. */
    public static PasswordMessage password(String password) {
        return new PasswordMessage((password + "\0").getBytes(UTF_8));
    }

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        out.writeBytes(body);
    }

    @Override
    public String toString() {
        return "PasswordMessage[***]";
    }
}
