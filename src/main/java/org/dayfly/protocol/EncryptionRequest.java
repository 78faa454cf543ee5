package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A client's question whether the connection can be encrypted. The answer is a single byte.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
public enum EncryptionRequest implements StartupPacket {
    SSL(1234 << 16 | 5679, "SSL request"),
    GSS(1234 << 16 | 5680, "GSSAPI encryption request");

    /** The answer yes: the client goes on with TLS. */
    public static final byte CONSENT = 'S';

    /** The answer no: the client goes on in clear, or leaves. */
    public static final byte REFUSAL = 'N';

    private final int code;
    private final String text;

    EncryptionRequest(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Appends the packet. */
    public void encode(ByteBuf out) {
        out.writeInt(2 * Integer.BYTES).writeInt(code);
    }

    int code() {
        return code;
    }

    /** A second request of the same kind, as PostgreSQL sees it: as a protocol version that it does not know. */
    public UnsupportedProtocol repeated() {
        return new UnsupportedProtocol(ProtocolVersion.of(code));
    }

    /**
     * The error for bytes that arrived together with the request. A client that waits for the answer sends nothing, so
     * the bytes may come from an attacker in between (CVE-2021-23214).
     */
    public ClientError followedTooEarly() {
        return ClientError.of(SqlState.PROTOCOL_VIOLATION, "received unencrypted data after " + text)
                .withDetail("This could be either a client-software bug or evidence of an attempted man-in-the-middle"
                        + " attack.");
    }

    @Override
    public void visit(Visitor visitor) {
        visitor.encryptionRequest(this);
    }
}
