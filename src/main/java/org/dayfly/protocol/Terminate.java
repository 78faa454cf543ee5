package org.dayfly.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The message with which a client ends its session. Always five bytes. */
public final class Terminate {
    public static final int LENGTH = 5;
    private static final long WHOLE = (long) 'X' << 32 | 4;

    private Terminate() {}

    /** The whole message. */
    public static ByteBuf encoded(ByteBufAllocator alloc) {
        return alloc.buffer(LENGTH).writeByte('X').writeInt(Integer.BYTES);
    }

    /**
     * Whether a stream with these last bytes ends with this message.
     *
     * @param lastEight the last eight bytes of the stream, big-endian
     */
    public static boolean endsIn(long lastEight) {
        return (lastEight & 0xFF_FFFF_FFFFL) == WHOLE;
    }
}
