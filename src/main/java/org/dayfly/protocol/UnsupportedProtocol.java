package org.dayfly.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/** A startup packet with a protocol version that dayfly does not speak. */
public record UnsupportedProtocol(ProtocolVersion version) implements StartupPacket {
    @Override
    public void visit(Visitor visitor) {
        visitor.unsupportedProtocol(this);
    }

    /**
     * Appends the refusal in a form that a client of that version can read: before 3.0 there were no lengths and no
     * fields. As in PostgreSQL, a client that names no version gets the form of today.
     */
    public void encodeRefusal(ByteBuf out) {
        String text = "unsupported frontend protocol " + version + ": server supports 3.0 to " + ProtocolVersion.V3_2;
        if (version.major() < ProtocolVersion.V3_0.major() && version.code() != 0) {
            out.writeByte('E');
            out.writeCharSequence("FATAL:  " + text + "\n", UTF_8);
            out.writeByte(0);
        } else {
            ErrorResponse.fatal(ClientError.of(SqlState.FEATURE_NOT_SUPPORTED, text))
                    .encode(out);
        }
    }
}
