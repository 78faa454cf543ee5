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
 * Databases in service, as the registry has them: joining, resting.
 *
 * <p>Each method is one statement, and PostgreSQL's clock tells the time.
 */
public final class Leases {
    /**
     * After so long a rest a database that was never copied gets a snapshot. Short connections, one after the other,
     * cause none.
     */
    private static final Duration LONG_REST = Duration.ofSeconds(2);

    /** The same for a database that has a snapshot of an earlier rest. */
    private static final Duration VERY_LONG_REST = Duration.ofSeconds(30);

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
    private static final Query<Rest> REST = new Query<>("""
            UPDATE registry.lease SET resting_since = since, last_used_at = greatest(last_used_at, since), rests = rests + 1,
                   last_rest = CASE WHEN lease.changed OR done THEN rests + 1 ELSE last_rest END, changed = false,
                   seal_due = seal_due OR ((lease.changed OR done) AND key IS NOT NULL AND copied)
            FROM (SELECT now() - make_interval(secs => ?), ?) AS rest (since, done)
            WHERE name = ? AND state = 'leased' AND joined_at <= since
            RETURNING rests, seal_due, key IS NOT NULL AND last_rest = rests AS kept,
                      EXISTS (SELECT FROM registry.lease it WHERE it.sealed_from = lease.name AND it.state = 'sealed') AS sealed""", Rest::of);

    private static final Query<Boolean> RESERVE_UNUSED = new Query<>("""
            UPDATE registry.lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'leased' AND opened = ? AND NOT pinned
            RETURNING true""", row -> true);

    private final MaintenancePool pool;

    public Leases(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Opens a database once more, if it is in service and may be opened now; else tells why not. */
    public JoinOutcome join(DatabaseName name) throws SQLException {
        return pool.with(connection -> JOIN.first(connection, name.value(), false))
                .orElseThrow();
    }

    /** The same, by the key that it is shared under. */
    public JoinOutcome join(Key key) throws SQLException {
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
    public Optional<Reclaimed> gone(DatabaseName name) throws SQLException {
        return whereabouts(name).flatMap(Whereabouts::gone);
    }

    private Optional<Whereabouts> whereabouts(DatabaseName name) throws SQLException {
        return pool.with(connection -> WHEREABOUTS.first(connection, name.value(), name.value()));
    }

    /**
     * A rest of a database, which begins when its last session ends.
     *
     * @param number how many rests the database has had, this one included
     * @param snapshotAfter how long the rest has to last until a snapshot is taken; zero: at once; empty: no snapshot
     *     is needed
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
     * Notes that nobody has a session on a database.
     *
     * @param changed whether anything may have been done to it
     * @return empty if the database is not in service, or a session has joined since
     */
    public Optional<Rest> rest(DatabaseName name, Duration ago, boolean changed) throws SQLException {
        return pool.with(connection -> REST.first(connection, Times.inSeconds(ago), changed, name.value()));
    }

    /** Takes a database out of service if no other session than these was ever handed out on it. */
    boolean reserveUnused(DatabaseName name, int opened) throws SQLException {
        return pool.with(connection -> RESERVE_UNUSED.first(connection, Reason.NEVER_USED.code(), name.value(), opened))
                .isPresent();
    }
}
