package org.dayfly.protocol;

/**
 * A client that asks whether the connection can be encrypted; the answer is a single byte.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL">PostgreSQL, SSL session
 *     encryption</a>
 */
public enum EncryptionRequest implements StartupPacket {
    SSL(1234 << 16 | 5679),
    GSS(1234 << 16 | 5680);

    /** The answer that it can't. The client goes on in clear, or leaves. */
    public static final byte REFUSAL = 'N';

    private final int code;

    EncryptionRequest(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** How PostgreSQL sees a request of a kind that it has already answered: as a version that it does not know. */
    public UnsupportedProtocol repeated() {
        return new UnsupportedProtocol(ProtocolVersion.of(code));
    }

    @Override
    public void visit(Visitor visitor) {
        visitor.encryptionRequest(this);
    }
}
