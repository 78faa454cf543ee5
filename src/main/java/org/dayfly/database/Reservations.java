package org.dayfly.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Takes databases out of service whose time is over, in the registry alone: what is reserved here can be joined by nobody any
 * more, and so be dropped at leisure.
 *
 * <p>Each condition is checked again under the lock of the row: a session that joins at the same moment either comes first
 * and is seen, or is refused.
 */
final class Reservations {
    private static final String RECLAIMED = """
             RETURNING name, reason, extract(epoch FROM term)::float8 AS term,
                       extract(epoch FROM now() - coalesce(leased_at, created_at))::float8 AS age""";

    private static final Query<Boolean> USED = new Query<>("""
            UPDATE lease SET last_used_at = greatest(last_used_at, now() - make_interval(secs => used.ago))
            FROM unnest(?::text[], ?::float8[]) AS used (name, ago)
            WHERE lease.name = used.name AND state = 'leased'
            RETURNING true""", row -> true);

    private static final Query<Reclaimed> OVER = new Query<>("""
            UPDATE lease SET state = 'reclaiming', retry_at = now(),
                   reason = CASE WHEN expires_at <= now() THEN ? ELSE ? END,
                   term = CASE WHEN expires_at <= now() THEN expires_at - leased_at ELSE idle END
            WHERE state = 'leased' AND NOT pinned AND (expires_at <= now() OR last_used_at + idle <= now())""" + RECLAIMED, Reclaimed::of);

    // Its proxy died, or could not say. A login takes far less than a minute.
    private static final Query<Boolean> AT_REST = new Query<>("""
            UPDATE lease SET resting_since = now()
            WHERE state = 'leased' AND resting_since IS NULL AND joined_at < now() - interval '1 min'
              AND name NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL AND usesysid IS NOT NULL)
            RETURNING true""", row -> true);

    private static final Query<String> CREATING =
            new Query<>("SELECT name FROM lease WHERE state = 'creating'", row -> row.getString(1));

    private static final Query<Boolean> ORPHANED = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'creating' RETURNING true""", row -> true);

    private static final Query<Reclaimed> DUE = new Query<>("""
            SELECT name, coalesce(reason, '') AS reason, extract(epoch FROM term)::float8 AS term,
                   extract(epoch FROM now() - coalesce(leased_at, created_at))::float8 AS age
            FROM lease WHERE state = 'reclaiming' AND retry_at <= now() ORDER BY retry_at""", Reclaimed::of);

    private static final Query<Boolean> FORGET = new Query<>(
            "DELETE FROM reclaimed WHERE reclaimed_at < now() - interval '7 days' RETURNING true", row -> true);

    private final MaintenancePool pool;

    Reservations(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Notes when databases were last used, from how long ago that was. */
    void used(Map<DatabaseName, Duration> ago) throws SQLException {
        if (ago.isEmpty()) {
            return;
        }
        List<Map.Entry<DatabaseName, Duration>> entries = List.copyOf(ago.entrySet());
        Object[] names = entries.stream().map(entry -> entry.getKey().value()).toArray();
        Object[] seconds =
                entries.stream().map(entry -> Times.inSeconds(entry.getValue())).toArray();
        pool.with(connection -> USED.all(
                connection, connection.createArrayOf("text", names), connection.createArrayOf("float8", seconds)));
    }

    /** Reserves what is aged or idle. */
    void takeOver() throws SQLException {
        pool.with(connection -> OVER.all(connection, Reason.AGED.code(), Reason.IDLE.code()));
    }

    /** Notes as at rest what nobody has a session on, though nobody said so. */
    void heal() throws SQLException {
        pool.with(AT_REST::all);
    }

    /** Reserves what its maker left half made, as the maker's connection is gone and its lock with it. */
    void takeOrphans() throws SQLException {
        for (String name : pool.with(CREATING::all)) {
            try (LockedConnection locked = new LockedConnection(pool)) {
                if (locked.tryLock(name)) {
                    ORPHANED.all(locked.get(), Reason.ORPHANED.code(), name);
                }
            }
        }
    }

    /** What is out of service and waits to be dropped now. */
    List<Reclaimed> due() throws SQLException {
        return pool.with(DUE::all);
    }

    /** Forgets what went long ago. */
    void forget() throws SQLException {
        pool.with(FORGET::all);
    }
}
