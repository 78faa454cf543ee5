package org.dayfly.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;

/**
 * Databases in service, as the registry has them: joining, resting.
 *
 * <p>Each method is one statement, and PostgreSQL's clock tells the time.
 */
final class Leases {
    /**
     * So many rests of a shared database are kept in a snapshot at once, before anybody ever asked for a copy of it.
     */
    private static final int SPECULATIVE_SNAPSHOTS = 8;

    /**
     * A later rest is kept if it lasts as long: whoever opens one connection after the other is spared the snapshots.
     */
    private static final Duration LONG_REST = Duration.ofSeconds(1);

    private static final String IN_SERVICE = "state = 'leased' AND (expires_at > now() OR pinned)";

    private static final Query<JoinOutcome> JOIN = new Query<>(
            "SELECT outcome, database, its_key, until, unused, why, term FROM registry.join(?, ?)", JoinOutcome::of);

    private static final Query<Whereabouts> WHEREABOUTS = new Query<>(
            "SELECT in_service, key, reason, term, 0 AS age, ? AS name FROM registry.whereabouts(?)", Whereabouts::of);

    private static final Query<Holder> HOLDER =
            new Query<>("SELECT name, source FROM registry.lease WHERE key = ? AND " + IN_SERVICE, Holder::of);

    // A session that was handed out since is not overruled, however late this comes. One of another proxy may still be
    // open:
    // then this proves to be no rest as soon as its snapshot is to be taken.
    private static final Query<Optional<Duration>> REST = new Query<>("""
            UPDATE registry.lease SET resting_since = since, last_used_at = greatest(last_used_at, since), rests = rests + 1,
                   last_rest = CASE WHEN lease.changed OR done THEN rests + 1 ELSE last_rest END, changed = false,
                   seal_due = seal_due OR ((lease.changed OR done) AND key IS NOT NULL AND (copied OR rests < ?))
            FROM (SELECT now() - make_interval(secs => ?), ?) AS rest (since, done)
            WHERE name = ? AND state = 'leased' AND joined_at <= since
            RETURNING seal_due, key IS NOT NULL AND last_rest = rests AS kept""", Leases::snapshotDue);

    private static final Query<Boolean> RESERVE_UNUSED = new Query<>("""
            UPDATE registry.lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'leased' AND opened = ? AND NOT pinned
            RETURNING true""", row -> true);

    private final MaintenancePool pool;

    Leases(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Opens a database once more, if it is in service and may be opened now; else tells why not. */
    JoinOutcome join(DatabaseName name) throws SQLException {
        return pool.with(connection -> JOIN.first(connection, name.value(), false))
                .orElseThrow();
    }

    /** The same, by the key that it is shared under. */
    JoinOutcome join(Key key) throws SQLException {
        return pool.with(connection -> JOIN.first(connection, key.value(), true))
                .orElseThrow();
    }

    /**
     * The database of a key.
     *
     * @param source what it is a copy of; empty for nothing
     */
    record Holder(DatabaseName name, Optional<Key> source) {
        static Holder of(ResultSet row) throws SQLException {
            return new Holder(
                    new DatabaseName(row.getString("name")),
                    Optional.ofNullable(row.getString("source")).flatMap(Key::parse));
        }
    }

    /** The database of a key; empty if there is none. */
    Optional<Holder> holder(Key key) throws SQLException {
        return pool.with(connection -> HOLDER.first(connection, key.value()));
    }

    private record Whereabouts(boolean inService, Optional<Reclaimed> gone) {
        static Whereabouts of(ResultSet row) throws SQLException {
            boolean inService = row.getBoolean("in_service");
            return new Whereabouts(inService, inService ? Optional.empty() : Optional.of(Reclaimed.of(row)));
        }
    }

    /** Why a database is not in service; empty if it is. */
    Optional<ClientError> late(DatabaseName name) throws SQLException {
        Optional<Whereabouts> there = whereabouts(name);
        return there.isPresent() ? there.get().gone().map(Reclaimed::late) : Optional.of(JoinOutcome.unknown(name));
    }

    /**
     * A database that was in service once, and is no longer; empty if there never was such a one, or it is long ago.
     */
    Optional<Reclaimed> gone(DatabaseName name) throws SQLException {
        return whereabouts(name).flatMap(Whereabouts::gone);
    }

    private Optional<Whereabouts> whereabouts(DatabaseName name) throws SQLException {
        return pool.with(connection -> WHEREABOUTS.first(connection, name.value(), name.value()));
    }

    /**
     * Notes that nobody has a session on a database.
     *
     * @param changed whether anything may have been done to it
     * @return when its snapshot is due, if it is still at rest then; empty: it needs none
     */
    Optional<Duration> rest(DatabaseName name, Duration ago, boolean changed) throws SQLException {
        return pool.with(connection ->
                        REST.first(connection, SPECULATIVE_SNAPSHOTS, Times.inSeconds(ago), changed, name.value()))
                .flatMap(due -> due);
    }

    private static Optional<Duration> snapshotDue(ResultSet row) throws SQLException {
        return row.getBoolean("seal_due")
                ? Optional.of(Duration.ZERO)
                : row.getBoolean("kept") ? Optional.of(LONG_REST) : Optional.empty();
    }

    /** Takes a database out of service if no other session than these was ever handed out on it. */
    boolean reserveUnused(DatabaseName name, int opened) throws SQLException {
        return pool.with(connection -> RESERVE_UNUSED.first(connection, Reason.NEVER_USED.code(), name.value(), opened))
                .isPresent();
    }
}
