package org.dayfly.server.warm;

/** What a session does that waits for its client, so that the first query finds the server's memory touched and its caches full. */
public final class SessionWarmup {
    /**
     * Leaves nothing behind: what it sets is set back. It names how its transaction runs, as by the client's settings that could
     * have to wait for those of others. Its last row says for how long the server lets the session rest, so that it is given up
     * before: no client gets one that is about to end.
     */
    public static final String SQL =
            "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY, NOT DEFERRABLE; SET LOCAL extra_float_digits TO DEFAULT;"
                    + " SELECT 1; SHOW idle_session_timeout; ROLLBACK";

    private SessionWarmup() {}
}
