package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The packet that opens a session.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL, message formats,
 *     StartupMessage</a>
 */
public record StartupMessage(ProtocolVersion version, StartupParameters parameters) implements StartupPacket {
    static StartupMessage decode(ProtocolVersion version, ByteBuf body) {
        return new StartupMessage(version, StartupParameters.decode(body));
    }

    /**
     * Appends the whole packet.
     *
     * @throws ClientError 08P01 if the parameters that dayfly added make the packet longer than PostgreSQL accepts
     */
    public void encode(ByteBuf out) {
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        out.writeInt(version.code());
        parameters.encode(out);
        int length = out.writerIndex() - lengthAt;
        if (length > MAX_LENGTH) {
            out.writerIndex(lengthAt);
            throw ClientError.of(SqlState.PROTOCOL_VIOLATION, "startup packet too long")
                    .withDetail("With the names that dayfly puts in, the packet has " + length + " bytes; "
                            + "PostgreSQL takes at most " + MAX_LENGTH + ".")
                    .withHint("send fewer or shorter startup parameters, and set them with SET instead");
        }
        out.setInt(lengthAt, length);
    }

    @Override
    public void visit(Visitor visitor) {
        visitor.startupMessage(this);
    }
}
