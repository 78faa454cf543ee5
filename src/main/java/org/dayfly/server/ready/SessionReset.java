package org.dayfly.server.ready;

import org.dayfly.backend.Inquiry;
import org.dayfly.backend.Rehearsal;
import org.dayfly.protocol.SimpleQuery;

/**
 * The SQL by which a session that had a client becomes as good as new for the next client.
 *
 * <p>A new session has the settings that {@code ALTER DATABASE} and {@code ALTER ROLE} gave to its database and its
 * role. {@code DISCARD ALL} goes back to the settings of the session's own login. So each session learns the versions
 * of these settings at its login. The next client gets the session only if the versions are still the same. Then the
 * limit of connections, and whether the database accepts connections, are the same too.
 *
 * <p>Each transaction names its own modes, because the modes of the client's settings could make the transaction wait.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-discard.html">PostgreSQL, DISCARD</a>
 */
final class SessionReset {
    /** The application_name of a session that waits. View {@code registry.session} leaves such sessions out. */
    static final String MARK = "dayfly: kept";

    /** The first server version with pg_stat_force_next_flush, as server_version_num. */
    private static final int FLUSHES = 150000;

    private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED, READ ONLY, NOT DEFERRABLE; ";

    /** Each change of a row gives the row another xmin, but nobody can see the xmin of a role. */
    private static final String VERSIONS = "SELECT pg_catalog.concat('versions ', d.xmin, ' ', r.rolcanlogin, ' ',"
            + " r.rolconnlimit, ' ', r.rolvaliduntil, ARRAY(SELECT s.xmin FROM pg_catalog.pg_db_role_setting s"
            + " WHERE s.setdatabase IN (0, d.oid) AND s.setrole IN (0, r.oid)))"
            + " FROM pg_catalog.pg_database d, pg_catalog.pg_roles r"
            + " WHERE d.datname = pg_catalog.current_database() AND r.rolname = session_user; ";

    /** Learns the versions of the settings that a session began with. The session is good without them too. */
    static final Rehearsal LEARN = Rehearsal.optional(new SimpleQuery(BEGIN + VERSIONS + "COMMIT"));

    private static final Inquiry.Step DISCARD = Inquiry.Step.of("DISCARD ALL", "DISCARD ALL");

    /** Resets a session. */
    static final Inquiry RESET = Inquiry.of(DISCARD);

    /** Resets a session, and asks for the versions. */
    static final Inquiry RESET_AND_LEARN =
            Inquiry.of(DISCARD, Inquiry.Step.of(BEGIN + VERSIONS + "COMMIT", "BEGIN", "SELECT 1", "COMMIT"));

    /** Removes the mark, and asks for the versions. */
    static final Inquiry CHECK = Inquiry.of(Inquiry.Step.of(
            BEGIN + "RESET application_name; " + VERSIONS + "COMMIT", "BEGIN", "RESET", "SELECT 1", "COMMIT"));

    /**
     * Marks a session as one that waits. Also lets the server count the changes of the session, which it otherwise does
     * up to a second later: registry.content_of needs the counts when the registry hears of the rest. PostgreSQL 14
     * cannot do that, and content_of cannot tell there.
     *
     * @param serverVersion as server_version_num
     */
    static Inquiry mark(int serverVersion) {
        String flush = serverVersion < FLUSHES ? "SELECT 1; " : "SELECT pg_catalog.pg_stat_force_next_flush(); ";
        return Inquiry.of(Inquiry.Step.of(
                BEGIN + "SET application_name = '" + MARK + "'; " + flush + "COMMIT",
                "BEGIN",
                "SET",
                "SELECT 1",
                "COMMIT"));
    }

    private SessionReset() {}
}
