package org.dayfly.pipe;

import io.netty.buffer.ByteBuf;

/** Listener for the bytes in a pipe, on the pipe's event loop. It may look at bytes, but never keep or change them. */
public interface PipeListener {
    /**
     * The client sent bytes.
     *
     * @return whether the bytes go on to the server; false only if the listener has called {@link Pipe#part}
     */
    boolean fromClient(ByteBuf bytes);

    void fromServer(ByteBuf bytes);

    /** One side is gone, or the proxy ended the pipe. Called once, before the other side is closed. */
    void ended(PipeEnd end);

    /** Both sides are closed; if the pipe parted, the client's side is closed. Called once, last. */
    void closed();
}
