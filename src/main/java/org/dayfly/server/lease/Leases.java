package org.dayfly.server.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * The databases in service, as the registry records them: joins and rests.
 *
 * <p>Each method is one statement, and PostgreSQL's clock gives the time. Each method waits for PostgreSQL.
 */
public final class Leases {
    /**
     * A database that was never copied gets a snapshot after a rest of this length. Short connections, one after the
     * other, cause no snapshot.
     */
    private static final Duration LONG_REST = Duration.ofSeconds(2);

    /** The same length for a database that has a snapshot of an earlier rest. */
    private static final Duration VERY_LONG_REST = Duration.ofSeconds(30);

    private static final String IN_SERVICE = "state = 'leased' AND (expires_at > now() OR pinned)";

    private static final Query<JoinOutcome> JOIN = new Query<>(
            "SELECT outcome, database, its_key, until, unused, why, term FROM registry.join(?, ?)", JoinOutcome::of);

    private static final Query<Whereabouts> WHEREABOUTS = new Query<>(
            "SELECT in_service, key, reason, term, 0 AS age, ? AS name FROM registry.whereabouts(?)", Whereabouts::of);

    private static final Query<Holder> HOLDER =
            new Query<>("SELECT name, source FROM registry.lease WHERE key = ? AND " + IN_SERVICE, Holder::of);

    // A report that comes late does not overrule a session that was handed out after the rest began. A session of
    // another proxy may still be open. Then the snapshot that is due finds the session, and the rest does not count.
    private static final Query<Rest> REST = new Query<>("""
            UPDATE registry.lease SET resting_since = since, last_used_at = greatest(last_used_at, since),
                rests = rests + 1,
                   last_rest = CASE WHEN lease.changed OR done THEN rests + 1 ELSE last_rest END, changed = false,
                   seal_due = seal_due OR ((lease.changed OR done) AND key IS NOT NULL AND copied)
            FROM (SELECT now() - make_interval(secs => ?), ?) AS rest (since, done)
            WHERE name = ? AND state = 'leased' AND joined_at <= since
            RETURNING rests, seal_due, key IS NOT NULL AND last_rest = rests AS kept,
                      EXISTS (SELECT FROM registry.lease it WHERE it.sealed_from = lease.name AND it.state = 'sealed')
                          AS sealed""", Rest::of);

    private static final Query<Boolean> RESERVE_UNUSED = new Query<>("""
            UPDATE registry.lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'leased' AND opened = ? AND NOT pinned
            RETURNING true""", row -> true);

    private final MaintenancePool pool;

    public Leases(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Opens a database once more, if the database is in service and may be opened now; otherwise tells why not. */
    public JoinOutcome join(DatabaseName name) throws SQLException {
        return pool.with(connection -> JOIN.first(connection, name.value(), false))
                .orElseThrow();
    }

    /** Opens the database that is shared under a key, in the same way. */
    public JoinOutcome join(Key key) throws SQLException {
        return pool.with(connection -> JOIN.first(connection, key.value(), true))
                .orElseThrow();
    }

    /**
     * The database of a key.
     *
     * @param source the source that the database is a copy of; empty: it is not a copy
     */
    record Holder(DatabaseName name, Optional<Key> source) {
        static Holder of(ResultSet row) throws SQLException {
            return new Holder(
                    new DatabaseName(row.getString("name")),
                    Optional.ofNullable(row.getString("source")).flatMap(Key::parse));
        }
    }

    /** The database of a key; empty if the key has no database. */
    Optional<Holder> holder(Key key) throws SQLException {
        return pool.with(connection -> HOLDER.first(connection, key.value()));
    }

    private record Whereabouts(boolean inService, Optional<Reclaimed> gone) {
        static Whereabouts of(ResultSet row) throws SQLException {
            boolean inService = row.getBoolean("in_service");
            return new Whereabouts(inService, inService ? Optional.empty() : Optional.of(Reclaimed.of(row)));
        }
    }

    /** Why a database is not in service; empty if the database is in service. */
    Optional<ClientError> late(DatabaseName name) throws SQLException {
        Optional<Whereabouts> there = whereabouts(name);
        return there.isPresent() ? there.get().gone().map(Reclaimed::late) : Optional.of(JoinOutcome.unknown(name));
    }

    /**
     * A database that was in service once and is no longer in service; empty if there never was such a database, or if
     * its record is deleted.
     */
    public Optional<Reclaimed> gone(DatabaseName name) throws SQLException {
        return whereabouts(name).flatMap(Whereabouts::gone);
    }

    private Optional<Whereabouts> whereabouts(DatabaseName name) throws SQLException {
        return pool.with(connection -> WHEREABOUTS.first(connection, name.value(), name.value()));
    }

    /**
     * A rest of a database. A rest begins when the last session on the database ends.
     *
     * @param number the number of rests of the database, this rest included
     * @param snapshotAfter how long the rest must last before a snapshot is taken; zero: at once; empty: no snapshot is
     *     needed
     */
    record Rest(int number, Optional<Duration> snapshotAfter) {
        static Rest of(ResultSet row) throws SQLException {
            return new Rest(
                    row.getInt("rests"),
                    row.getBoolean("seal_due")
                            ? Optional.of(Duration.ZERO)
                            : !row.getBoolean("kept")
                                    ? Optional.empty()
                                    : Optional.of(row.getBoolean("sealed") ? VERY_LONG_REST : LONG_REST));
        }
    }

    /**
     * Records that no session is open on a database.
     *
     * @param ago how long ago the last session ended
     * @param changed whether a session may have changed the database
     * @return empty if the database is not in service, or if a session has joined since the rest began
     */
    public Optional<Rest> rest(DatabaseName name, Duration ago, boolean changed) throws SQLException {
        return pool.with(connection -> REST.first(connection, Times.inSeconds(ago), changed, name.value()));
    }

    /**
     * Takes a database out of service if the database was never handed out to other sessions than these.
     *
     * @param opened the number of these sessions
     */
    boolean reserveUnused(DatabaseName name, int opened) throws SQLException {
        return pool.with(connection -> RESERVE_UNUSED.first(connection, Reason.NEVER_USED.code(), name.value(), opened))
                .isPresent();
    }
}
