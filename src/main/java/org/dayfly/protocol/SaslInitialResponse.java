package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The client's first step of SASL: the mechanism that the client chose, and its first message.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sasl-authentication.html">PostgreSQL, SASL authentication</a>
 */
public record SaslInitialResponse(String mechanism, String data) implements TypedMessage {
    /**
     * Decodes the message that carries the response.
     *
     * @throws ClientError 08P01 if the message is malformed, or has no first message of the mechanism
     */
    public static SaslInitialResponse decode(PasswordMessage message) {
        ByteBuf body = Unpooled.wrappedBuffer(message.body());
        if (body.bytesBefore((byte) 0) < 0) {
            throw ClientError.of(SqlState.PROTOCOL_VIOLATION, "SASLInitialResponse without a mechanism");
        }
        String mechanism = CString.read(body);
        if (body.readableBytes() < Integer.BYTES || body.readInt() != body.readableBytes()) {
            throw ClientError.of(
                    SqlState.PROTOCOL_VIOLATION, "SASLInitialResponse with a wrong length, or without data");
        }
        return new SaslInitialResponse(mechanism, body.toString(UTF_8));
    }

    @Override
    public char type() {
        return PasswordMessage.TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        byte[] bytes = data.getBytes(UTF_8);
        CString.write(out, mechanism);
        out.writeInt(bytes.length).writeBytes(bytes);
    }
}
