package org.dayfly.backend;

import io.netty.buffer.ByteBuf;

/**
 * One message of a server, not yet looked into.
 *
 * @param whole type, length and body; whoever takes the frame releases it
 */
record BackendFrame(char type, ByteBuf whole) {
    /** The body, without a reference of its own. */
    ByteBuf body() {
        return whole.slice(HEADER, whole.readableBytes() - HEADER);
    }

    static final int HEADER = 5;
}
