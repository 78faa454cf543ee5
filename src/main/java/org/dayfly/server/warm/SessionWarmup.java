package org.dayfly.server.warm;

/**
 * The SQL that a session runs while it waits for its client. After the SQL, the client's first query finds the server's
 * memory touched and its caches full.
 */
public final class SessionWarmup {
    /**
     * Leaves nothing behind: the rollback undoes the setting. The transaction names its own modes, because the modes of
     * the client's settings could make the transaction wait for other transactions. The last row says how long the
     * server lets the session rest. The session is closed before that time, so that no client gets a session that is
     * about to end.
     */
    public static final String SQL =
            "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY, NOT DEFERRABLE; SET LOCAL extra_float_digits TO DEFAULT;"
                    + " SELECT 1; SHOW idle_session_timeout; ROLLBACK";

    private SessionWarmup() {}
}
