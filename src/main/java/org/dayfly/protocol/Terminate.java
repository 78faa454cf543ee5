package org.dayfly.protocol;

/** The message with which a client ends its session. Always five bytes. */
public final class Terminate {
    public static final int LENGTH = 5;
    private static final long WHOLE = (long) 'X' << 32 | 4;

    private Terminate() {}

    /**
     * Whether a stream with these last bytes ends with this message.
     *
     * @param lastEight the last eight bytes of the stream, big-endian
     */
    public static boolean endsIn(long lastEight) {
        return (lastEight & 0xFF_FFFF_FFFFL) == WHOLE;
    }
}
