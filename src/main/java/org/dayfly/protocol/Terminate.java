package org.dayfly.protocol;

/** A client's good-bye: always five bytes. */
public final class Terminate {
    public static final int LENGTH = 5;
    private static final long WHOLE = (long) 'X' << 32 | 4;

    private Terminate() {}

    /**
     * Whether a stream that ended in these bytes ended with this message.
     *
     * @param lastEight its last eight bytes, big-endian
     */
    public static boolean endsIn(long lastEight) {
        return (lastEight & 0xFF_FFFF_FFFFL) == WHOLE;
    }
}
