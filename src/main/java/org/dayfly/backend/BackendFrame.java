package org.dayfly.backend;

import io.netty.buffer.ByteBuf;

/**
 * One message of a server, not yet decoded.
 *
 * @param whole type, length and body; the receiver of the frame releases it
 */
record BackendFrame(char type, ByteBuf whole) {
    /** The body. The slice has no reference count of its own. */
    ByteBuf body() {
        return whole.slice(HEADER, whole.readableBytes() - HEADER);
    }

    static final int HEADER = 5;
}
