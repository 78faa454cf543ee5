package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.sql.Query;

/**
 * The rests of a shared database, and the snapshots that are due because of them. A rest begins when the last session
 * on the database ends.
 *
 * <p>Copies are made of a snapshot that has the content of the last rest. Six columns of the registry tell whether
 * there is such a snapshot; file {@code rests.sql} has all statements about them:
 *
 * <pre>
 *   rests      how many rests there were
 *   last_rest  number of the last rest before which the content may have changed
 *   stamp      of a snapshot: last_rest of its database when it was taken
 *   changed    the content may have changed since the last rest, whatever the last session reports
 *   copied     a client has asked for a copy, so a snapshot is taken at each rest after a change
 *   seal_due   a snapshot comes before the next session
 *
 *   in use                          at rest                            at rest, closed
 *   resting_since IS NULL           last_rest &lt;= rests                 seal_due
 *
 *      |--- rest, no change -------------&gt;|                                |
 *      |--- rest after a change ---------&gt;| last_rest := rests             |
 *      |--- the same, copied ----------------------------------------------&gt;|
 *      |                                  |--- beginSnapshot: stamp &lt;&gt; ----&gt;|
 *      |                                  |    last_rest                   |
 *      |                                  |&lt;-- endSnapshot ----------------|
 *      |                                  |&lt;-- endUnchanged ---------------| last_rest := stamp
 *      |&lt;-- join -------------------------|                                |
 *      |&lt;-- endInUse ------------------------------------------------------| last_rest := stamp, changed
 * </pre>
 *
 * <p>Each method waits for PostgreSQL. Safe for use by any thread.
 */
public final class Rests {
    /**
     * A database that was never copied gets a snapshot after a rest of this length. Short connections, one after the
     * other, cause no snapshot.
     */
    private static final Duration LONG_REST = Duration.ofSeconds(2);

    /** The same length for a database that has a snapshot of an earlier rest. */
    private static final Duration VERY_LONG_REST = Duration.ofSeconds(30);

    private static final Query<Rest> REST =
            new Query<>("SELECT number, due, kept, has_snapshot FROM registry.rest(?, ?, ?, ?)", Rest::of);

    private static final Query<Boolean> REST_UNREPORTED =
            new Query<>("SELECT true FROM registry.rest_unreported()", row -> true);

    private static final Query<Source> COPY_SOURCE = new Query<>(
            "SELECT database, at_rest, rest, snapshot, rest_of_snapshot FROM registry.copy_source(?)", Source::of);

    private static final Query<Due> BEGIN =
            new Query<>("SELECT its_key, its_stamp FROM registry.begin_snapshot(?, ?) WHERE due", Due::of);

    private static final Query<Boolean> END = new Query<>("SELECT true FROM registry.end_snapshot(?)", row -> true);

    private static final Query<Boolean> END_IN_USE =
            new Query<>("SELECT true FROM registry.end_snapshot_in_use(?)", row -> true);

    private static final Query<Boolean> END_UNCHANGED =
            new Query<>("SELECT true FROM registry.end_snapshot_unchanged(?)", row -> true);

    private Rests() {}

    /**
     * A rest of a database.
     *
     * @param number the number of rests of the database, this rest included
     * @param snapshotAfter how long the rest must last before a snapshot is taken; zero: at once; empty: no snapshot is
     *     needed
     */
    public record Rest(int number, Optional<Duration> snapshotAfter) {
        static Rest of(ResultSet row) throws SQLException {
            return new Rest(
                    row.getInt("number"),
                    row.getBoolean("due")
                            ? Optional.of(Duration.ZERO)
                            : !row.getBoolean("kept")
                                    ? Optional.empty()
                                    : Optional.of(row.getBoolean("has_snapshot") ? VERY_LONG_REST : LONG_REST));
        }
    }

    /**
     * Records that no session is open on a database.
     *
     * @param ago how long ago the last session ended
     * @param changed whether a session may have changed the database
     * @param unasked how many sessions were opened that the registry has not counted
     * @return empty if the database is not in service, or if a session has joined since the rest began
     */
    public static Optional<Rest> rest(
            Connection connection, DatabaseName name, Duration ago, boolean changed, int unasked) throws SQLException {
        return REST.first(connection, name.value(), Times.inSeconds(ago), changed, unasked);
    }

    /** Records the rests of databases on which no session is open, although no proxy reported the rest. */
    public static void restUnreported(MaintenancePool pool) throws SQLException {
        pool.with(REST_UNREPORTED::all);
    }

    /**
     * A shared database that a client wants to copy.
     *
     * @param lastRest the number of a rest; the copy must not be older than this rest
     */
    public record Source(
            DatabaseName name, boolean atRest, int lastRest, Optional<DatabaseName> snapshot, int restOfSnapshot) {
        static Source of(ResultSet row) throws SQLException {
            return new Source(
                    new DatabaseName(row.getString("database")),
                    row.getBoolean("at_rest"),
                    row.getInt("rest"),
                    Optional.ofNullable(row.getString("snapshot")).map(DatabaseName::new),
                    row.getInt("rest_of_snapshot"));
        }

        /**
         * The same source, with the rest that the request found first. The copy may have the content of a later rest,
         * but need not.
         */
        public Source asked(Source before) {
            return before.name.equals(name) && before.lastRest < lastRest
                    ? new Source(name, atRest, before.lastRest, snapshot, restOfSnapshot)
                    : this;
        }

        /** The snapshot, if it is new enough for the copy. */
        public Optional<DatabaseName> fit() {
            return snapshot.filter(there -> restOfSnapshot >= lastRest);
        }
    }

    /** The database of a key, for a copy. A copy counts as a use. Empty if the key has no database. */
    public static Optional<Source> copySource(Connection connection, Key key) throws SQLException {
        return COPY_SOURCE.first(connection, key.value());
    }

    /**
     * A snapshot that is due.
     *
     * @param key the key of the database
     * @param stamp the stamp of the snapshot
     */
    public record Due(Key key, String stamp) {
        static Due of(ResultSet row) throws SQLException {
            return new Due(new Key(row.getString("its_key")), row.getString("its_stamp"));
        }
    }

    /**
     * Closes a database to sessions for a snapshot, if a snapshot is due.
     *
     * @param rest for a database that was never copied, the number of the rest that the snapshot is for
     */
    public static Optional<Due> beginSnapshot(Connection connection, DatabaseName source, int rest)
            throws SQLException {
        return BEGIN.first(connection, source.value(), rest);
    }

    /** Lets sessions join again. */
    public static void endSnapshot(Connection connection, DatabaseName source) throws SQLException {
        END.all(connection, source.value());
    }

    /** Lets sessions join again, because a session was open: the database was not at rest. */
    public static void endInUse(Connection connection, DatabaseName source) throws SQLException {
        END_IN_USE.all(connection, source.value());
    }

    /** Lets sessions join again, because the last snapshot still has the content of the database. */
    public static void endUnchanged(Connection connection, DatabaseName source) throws SQLException {
        END_UNCHANGED.all(connection, source.value());
    }
}
