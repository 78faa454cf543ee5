package org.dayfly.server.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * Takes databases out of service whose time is over, in the registry alone: what is reserved here can be joined by
 * nobody any more, and so be dropped at leisure.
 *
 * <p>Each condition is checked again under the lock of the row: a session that joins at the same moment either comes
 * first and is seen, or is refused.
 */
final class ExpiredDatabases {
    // What is told again and again costs nothing. Rows are locked in the order of their names.
    private static final Query<Boolean> USED = new Query<>("""
            WITH used AS MATERIALIZED (
                SELECT lease.name, now() - make_interval(secs => told.ago) AS at
                FROM registry.lease JOIN unnest(?::text[], ?::float8[]) AS told (name, ago) ON told.name = lease.name
                WHERE state = 'leased' AND last_used_at < now() - make_interval(secs => told.ago + 0.05)
                ORDER BY lease.name FOR NO KEY UPDATE OF lease)
            UPDATE registry.lease SET last_used_at = greatest(last_used_at, used.at)
            FROM used WHERE lease.name = used.name RETURNING true""", row -> true);

    private static final Query<Boolean> TAKE_OVER = new Query<>("SELECT true FROM registry.take_over()", row -> true);

    // Its proxy died, or could not say, nor what was done. A login takes far less than a minute.
    private static final Query<Boolean> AT_REST = changing(
            """
            state = 'leased' AND resting_since IS NULL AND joined_at < now() - interval '1 min'
            AND name NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL AND usesysid IS NOT NULL)""",
            "resting_since = now(), rests = rests + 1, last_rest = rests + 1, changed = false, seal_due = key IS NOT NULL");

    // A newer one of the same database has taken the place of others as it was sealed.
    private static final Query<Boolean> SNAPSHOTS_OF_NOTHING = takingOutOfService("""
            kind = 'snapshot' AND state = 'sealed'
            AND NOT EXISTS (SELECT FROM registry.lease it WHERE it.name = lease.sealed_from AND it.state = 'leased')""");

    // Each proxy tells in each round which ones it needs; an hour is long for a proxy to be away and be back.
    private static final Query<Boolean> KEEP = changing("state = 'sealed' AND name = ANY (?)", "last_used_at = now()");

    private static final Query<Boolean> FORGOTTEN_TEMPLATES = takingOutOfService("""
            kind = 'template' AND state = 'sealed' AND NOT pinned AND last_used_at < now() - interval '1 h'""");

    private static final Query<Long> KEEPERS = new Query<>(
            "SELECT DISTINCT keeper FROM registry.lease WHERE state IN ('warm', 'promised')", row -> row.getLong(1));

    // Of one that was promised nobody has had an answer: until that is kept, none is passed on.
    private static final Query<Boolean> WITHOUT_KEEPER =
            takingOutOfService("keeper = ? AND state IN ('warm', 'promised')");

    private static final Query<Boolean> WARM_OF_NOTHING = takingOutOfService("""
            state = 'warm' AND base IS NOT NULL
            AND NOT EXISTS (SELECT FROM registry.lease it WHERE it.name = lease.base AND it.state = 'sealed')""");

    private static final Query<String> CREATING =
            new Query<>("SELECT name FROM registry.lease WHERE state = 'creating'", row -> row.getString(1));

    private static final Query<Boolean> ORPHANED = takingOutOfService("name = ? AND state = 'creating'");

    private static final String OUT_OF_SERVICE = """
            SELECT name, key, coalesce(reason, '') AS reason, extract(epoch FROM term)::float8 AS term,
                   extract(epoch FROM now() - coalesce(leased_at, created_at))::float8 AS age
            FROM registry.lease WHERE state = 'reclaiming'""";

    // Nothing is put off for longer than that: the server's clock was set back.
    private static final Query<Reclaimed> DUE = new Query<>(
            OUT_OF_SERVICE + " AND (retry_at <= now() OR retry_at > now() + interval '10 min') ORDER BY retry_at",
            Reclaimed::of);

    private static final Query<Reclaimed> REPLACED = new Query<>(OUT_OF_SERVICE + " AND key = ?", Reclaimed::of);

    private static final Query<Boolean> FORGET = new Query<>(
            "DELETE FROM registry.reclaimed WHERE reclaimed_at < now() - interval '7 days' RETURNING true",
            row -> true);

    private final MaintenancePool pool;

    /**
     * Changes rows, locked in the order of their names; those that another transaction changes just now are left to the
     * next round.
     */
    private static Query<Boolean> changing(String condition, String change) {
        return new Query<>("""
                WITH due AS MATERIALIZED (
                    SELECT name FROM registry.lease WHERE %s ORDER BY name FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE registry.lease SET %s FROM due WHERE lease.name = due.name RETURNING true""".formatted(condition, change), row -> true);
    }

    /** The same; the reason is the last parameter. */
    private static Query<Boolean> takingOutOfService(String condition) {
        return changing(condition, "state = 'reclaiming', reason = ?, retry_at = now()");
    }

    ExpiredDatabases(MaintenancePool pool) {
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
        pool.with(TAKE_OVER::all);
    }

    /** Notes which templates are needed here. */
    void keep(Set<DatabaseName> templates) throws SQLException {
        Object[] names = templates.stream().map(DatabaseName::value).toArray();
        if (names.length > 0) {
            pool.with(connection -> KEEP.all(connection, connection.createArrayOf("text", names)));
        }
    }

    /**
     * Reserves what nobody needs: snapshots of databases no longer in service, templates, and what was made ahead of
     * such.
     */
    void takeSealed() throws SQLException {
        pool.with(connection -> SNAPSHOTS_OF_NOTHING.all(connection, Reason.SUPERSEDED.code()));
        pool.with(connection -> FORGOTTEN_TEMPLATES.all(connection, Reason.SUPERSEDED.code()));
        pool.with(connection -> WARM_OF_NOTHING.all(connection, Reason.SUPERSEDED.code()));
    }

    /** Notes as at rest what nobody has a session on, though nobody said so. */
    void heal() throws SQLException {
        pool.with(AT_REST::all);
    }

    /** Reserves what its maker left half made, or warm, as the maker's connection is gone and its lock with it. */
    void takeOrphans() throws SQLException {
        for (long keeper : pool.with(KEEPERS::all)) {
            try (LockedConnection locked = new LockedConnection(pool)) {
                if (locked.tryLock(RegistryHandOut.lockOf(keeper))) {
                    WITHOUT_KEEPER.all(locked.get(), keeper, Reason.ORPHANED.code());
                }
            }
        }
        for (String name : pool.with(CREATING::all)) {
            try (LockedConnection locked = new LockedConnection(pool)) {
                if (locked.tryLock(name)) {
                    ORPHANED.all(locked.get(), name, Reason.ORPHANED.code());
                }
            }
        }
    }

    /** What is out of service and waits to be dropped now. */
    List<Reclaimed> due() throws SQLException {
        return pool.with(DUE::all);
    }

    /** What had a key once, and is not dropped yet. */
    List<Reclaimed> replaced(Key key) throws SQLException {
        return pool.with(connection -> REPLACED.all(connection, key.value()));
    }

    /** Forgets what went long ago. */
    void forget() throws SQLException {
        pool.with(FORGET::all);
    }
}
