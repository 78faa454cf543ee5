package org.dayfly.protocol;

/** The server's message that it owes no answer. Always six bytes; the last byte is the state of the transaction. */
public final class ReadyForQuery {
    public static final char TYPE = 'Z';

    /** The first five of the six bytes, as the low bytes of a long: type and length. */
    private static final long HEAD = (long) TYPE << 32 | 5;

    private ReadyForQuery() {}

    /**
     * Whether a stream with these last bytes ends with this message.
     *
     * @param lastEight the last eight bytes of the stream, big-endian
     */
    public static boolean endsIn(long lastEight) {
        int status = status(lastEight);
        return hasHead(lastEight) && (status == 'I' || status == 'T' || status == 'E');
    }

    /** The same, and the server is outside a transaction. */
    public static boolean endsIdleIn(long lastEight) {
        return hasHead(lastEight) && status(lastEight) == 'I';
    }

    private static int status(long lastEight) {
        return (int) (lastEight & 0xFF);
    }

    private static boolean hasHead(long lastEight) {
        return (lastEight >>> 8 & 0xFF_FFFF_FFFFL) == HEAD;
    }
}
