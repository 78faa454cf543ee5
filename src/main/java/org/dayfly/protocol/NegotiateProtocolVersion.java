package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Tells a client that asked for more than the session supports which version the session speaks. Sent at most once,
 * before authentication.
 *
 * @param newest the version that the session will speak
 * @param unknownOptions the {@code _pq_.} options of the client that dayfly does not know
 */
public record NegotiateProtocolVersion(ProtocolVersion newest, List<String> unknownOptions) implements TypedMessage {
    public static final char TYPE = 'v';

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        out.writeInt(newest.code());
        out.writeInt(unknownOptions.size());
        unknownOptions.forEach(option -> CString.write(out, option, ISO_8859_1));
    }
}
