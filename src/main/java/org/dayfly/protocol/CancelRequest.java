package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The packet of a connection that exists only to cancel the query of another connection.
 *
 * @param pid the backend's process id
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS">PostgreSQL,
 *     canceling requests in progress</a>
 */
public record CancelRequest(int pid, CancelKey key) implements StartupPacket {
    static final int CODE = 1234 << 16 | 5678;

    static CancelRequest decode(ByteBuf body) {
        if (body.readableBytes() < Integer.BYTES) {
            throw new MalformedMessageException("a cancel request without a process id");
        }
        return new CancelRequest(body.readInt(), CancelKey.decode(body));
    }

    /** The tag of the server that the request is for; empty if the key carries no tag. */
    public Optional<String> tag() {
        return key.tag();
    }

    /** The request as its server understands it: without a tag in the key. */
    public CancelRequest untagged() {
        return new CancelRequest(pid, key.untagged());
    }

    /** Appends the whole packet. */
    public void encode(ByteBuf out) {
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        out.writeInt(CODE);
        out.writeInt(pid);
        key.encode(out);
        out.setInt(lengthAt, out.writerIndex() - lengthAt);
    }

    @Override
    public void visit(Visitor visitor) {
        visitor.cancelRequest(this);
    }
}
