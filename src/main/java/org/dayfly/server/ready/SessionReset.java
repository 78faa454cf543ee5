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
 * limit of connections, and whether the database accepts connections, are the same too. {@link SettingsCheck} finds
 * out.
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

    /**
     * The snapshot, and the versions of the settings. Each change of a row gives the row another xmin, but nobody can
     * see the xmin of a role.
     */
    private static final String VERSIONS = BEGIN + "SELECT pg_catalog.concat(pg_catalog.pg_current_snapshot(), ' ',"
            + " d.oid, ' ', d.xmin, ' ', r.oid, ' ', r.rolcanlogin, ' ', r.rolconnlimit, ' ', r.rolvaliduntil,"
            + " ARRAY(SELECT s.xmin FROM pg_catalog.pg_db_role_setting s"
            + " WHERE s.setdatabase IN (0, d.oid) AND s.setrole IN (0, r.oid)))"
            + " FROM pg_catalog.pg_database d, pg_catalog.pg_roles r"
            + " WHERE d.datname = pg_catalog.current_database() AND r.rolname = session_user; COMMIT";

    private static final String SNAPSHOT =
            BEGIN + "SELECT pg_catalog.concat(pg_catalog.pg_current_snapshot(), ' '); COMMIT";

    /** Learns the versions of the settings that a session began with. The session is good without them too. */
    static final Rehearsal LEARN = Rehearsal.optional(new SimpleQuery(VERSIONS));

    /** Asks for the snapshot and the versions: the text of the snapshot, a space, the text of the versions. */
    static final Inquiry.Step ASK_VERSIONS = Inquiry.Step.of(VERSIONS, "BEGIN", "SELECT 1", "COMMIT");

    /** Asks for the snapshot alone: its text and a space. */
    static final Inquiry.Step ASK_SNAPSHOT = Inquiry.Step.of(SNAPSHOT, "BEGIN", "SELECT 1", "COMMIT");

    /** Resets a session. */
    static final Inquiry.Step DISCARD = Inquiry.Step.of("DISCARD ALL", "DISCARD ALL");

    /** Removes the mark. */
    static final Inquiry.Step REMOVE_MARK = Inquiry.Step.of("RESET application_name", "RESET");

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
