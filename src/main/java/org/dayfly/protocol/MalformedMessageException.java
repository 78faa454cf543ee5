package org.dayfly.protocol;

/**
 * Thrown for bytes that are no message of the protocol. The connection is closed without an answer, with one DEBUG
 * line, or one INFO line if a PostgreSQL client sent the bytes.
 */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LARGEST_BY_MISTAKE = 0xFFFF;

    private final boolean byPostgresClient;

    public MalformedMessageException(String message) {
        this(message, false);
    }

    private MalformedMessageException(String message, boolean byPostgresClient) {
        super(message, null, false, false);
        this.byPostgresClient = byPostgresClient;
    }

    /**
     * The length of a startup packet is outside PostgreSQL's limits. A length of a few times the limit is probably a
     * PostgreSQL client's: libpq sends a long user name twice, as the database too. Greater lengths are bytes of
     * another protocol.
     */
    public static MalformedMessageException ofStartupPacket(int length) {
        boolean tooLong = length > StartupPacket.MAX_LENGTH;
        return new MalformedMessageException(
                "a startup packet of " + length + " bytes"
                        + (tooLong ? "; PostgreSQL takes at most " + StartupPacket.MAX_LENGTH : ""),
                tooLong && length <= LARGEST_BY_MISTAKE);
    }

    /** Whether a PostgreSQL client probably sent the bytes, so that its user looks for an error in the log. */
    public boolean isByPostgresClient() {
        return byPostgresClient;
    }
}
