package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The server's message that a statement has ended. dayfly only reads this message.
 *
 * @param tag what the statement was and what it did, as in {@code SELECT 1}
 */
public record CommandComplete(String tag) {
    public static final char TYPE = 'C';

    /**
     * Decodes a body to its end.
     *
     * @throws MalformedMessageException if the body is not one string
     */
    public static CommandComplete decode(ByteBuf body) {
        CommandComplete decoded = new CommandComplete(CString.read(body));
        if (body.isReadable()) {
            throw new MalformedMessageException("CommandComplete with bytes behind its tag");
        }
        return decoded;
    }
}
