package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The process id and the key that a client needs to cancel its session's queries. The client always gets the server's
 * own values, because clients also use the process id in SQL.
 */
public record BackendKeyData(int pid, CancelKey key) {
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

    public CancelRequest toCancelRequest() {
        return new CancelRequest(pid, key);
    }
}
