package org.dayfly.protocol;

/** The server's word that it owes no answer: always six bytes, of which the last is the state of the transaction. */
public final class ReadyForQuery {
    public static final char TYPE = 'Z';

    /** All six bytes, as the low bytes of a long, but for the last: type and length. */
    private static final long HEAD = (long) TYPE << 32 | 5;

    private ReadyForQuery() {}

    /**
     * Whether a stream that ended in these bytes ended with this message.
     *
     * @param lastEight its last eight bytes, big-endian
     */
    public static boolean endsIn(long lastEight) {
        int status = (int) (lastEight & 0xFF);
        return (lastEight >>> 8 & 0xFF_FFFF_FFFFL) == HEAD && (status == 'I' || status == 'T' || status == 'E');
    }
}
