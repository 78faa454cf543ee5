package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;

/** Hears what passes through a pipe, on the pipe's event loop; it may look at bytes, never keep or change them. */
public interface PipeListener {
    void fromClient(ByteBuf bytes);

    void fromServer(ByteBuf bytes);

    /** One side is gone, or the pipe was ended; called once, before the other side is closed. */
    void ended(PipeEnd end);

    /** Both sides are closed; called once, last. */
    void closed();
}
