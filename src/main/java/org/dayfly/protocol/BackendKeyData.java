package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;

/**
 * The process id and the key that a client needs to cancel its session's queries. The client always gets the server's
 * own process id, because clients also use the process id in SQL.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, message formats</a>
 */
public record BackendKeyData(int pid, CancelKey key) implements TypedMessage {
    public static final char TYPE = 'K';

    /**
     * Decodes a body to its end.
     *
     * @throws MalformedMessageException if the body is too short or too long
     */
    public static BackendKeyData decode(ByteBuf body) {
        if (body.readableBytes() < Integer.BYTES) {
            throw new MalformedMessageException("BackendKeyData without a process id");
        }
        return new BackendKeyData(body.readInt(), CancelKey.decode(body));
    }

    /**
     * The message for a client. From protocol 3.2 on, the key may be longer than four bytes and carries a tag.
     *
     * @param version the protocol version that the client speaks
     * @param tag tells the server; six characters, see {@link CancelKey}
     */
    public BackendKeyData forClient(ProtocolVersion version, String tag) {
        return version.compareTo(ProtocolVersion.V3_2) < 0 ? this : new BackendKeyData(pid, key.tagged(tag));
    }

    /** The same process id with another key of the same length. */
    public BackendKeyData withKeyFrom(RandomGenerator random) {
        return new BackendKeyData(pid, key.another(random));
    }

    @Override
    public char type() {
        return TYPE;
    }

    @Override
    public void encodeBody(ByteBuf out) {
        out.writeInt(pid);
        key.encode(out);
    }

    public CancelRequest toCancelRequest() {
        return new CancelRequest(pid, key);
    }
}
