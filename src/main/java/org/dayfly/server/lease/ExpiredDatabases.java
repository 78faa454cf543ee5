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
 * Takes databases out of service whose time is over. Changes only the registry: no session can join a database that is
 * out of service, so the database can be dropped later.
 *
 * <p>Each condition is checked again under the row lock. A session that joins at the same moment either joins first and
 * is seen, or is refused.
 */
final class ExpiredDatabases {
    // The same use may be reported many times: only a later use changes the row. Rows are locked in the order of their
    // names.
    private static final Query<Boolean> USED = new Query<>("""
            WITH used AS MATERIALIZED (
                SELECT lease.name, now() - make_interval(secs => told.ago) AS at
                FROM registry.lease JOIN unnest(?::text[], ?::float8[]) AS told (name, ago) ON told.name = lease.name
                WHERE state = 'leased' AND last_used_at < now() - make_interval(secs => told.ago + 0.05)
                ORDER BY lease.name FOR NO KEY UPDATE OF lease)
            UPDATE registry.lease SET last_used_at = greatest(last_used_at, used.at)
            FROM used WHERE lease.name = used.name RETURNING true""", row -> true);

    private static final Query<Boolean> TAKE_OVER = new Query<>("SELECT true FROM registry.take_over()", row -> true);

    // The proxy of the last session died, or could not report the end of the session. So the registry does not know
    // whether the session changed the database. A login takes far less than a minute.
    private static final Query<Boolean> AT_REST = changing(
            """
            state = 'leased' AND resting_since IS NULL AND joined_at < now() - interval '1 min'
            AND name NOT IN (
                SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL AND usesysid IS NOT NULL)""",
            "resting_since = now(), rests = rests + 1, last_rest = rests + 1, changed = false, "
                    + "seal_due = key IS NOT NULL");

    // A new snapshot of a database replaces the older snapshots of that database when the new snapshot is sealed.
    private static final Query<Boolean> SNAPSHOTS_OF_NOTHING = takingOutOfService("""
            kind = 'snapshot' AND state = 'sealed'
            AND NOT EXISTS (SELECT FROM registry.lease it WHERE it.name = lease.sealed_from
                AND it.state = 'leased')""");

    // Each proxy reports in each round which templates it needs. An hour is long for a proxy to be away and come back.
    private static final Query<Boolean> KEEP = changing("state = 'sealed' AND name = ANY (?)", "last_used_at = now()");

    private static final Query<Boolean> FORGOTTEN_TEMPLATES = takingOutOfService("""
            kind = 'template' AND state = 'sealed' AND NOT pinned AND last_used_at < now() - interval '1 h'""");

    private static final Query<Long> KEEPERS = new Query<>(
            "SELECT DISTINCT keeper FROM registry.lease WHERE state IN ('warm', 'promised')", row -> row.getLong(1));

    // No client has had an answer from a promised database: no answer is passed on before the registry knows the
    // client.
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

    // No drop is put off for longer than 10 minutes. A later retry_at means that the server's clock was set back.
    private static final Query<Reclaimed> DUE = new Query<>(
            OUT_OF_SERVICE + " AND (retry_at <= now() OR retry_at > now() + interval '10 min') ORDER BY retry_at",
            Reclaimed::of);

    private static final Query<Reclaimed> REPLACED = new Query<>(OUT_OF_SERVICE + " AND key = ?", Reclaimed::of);

    private static final Query<Boolean> FORGET = new Query<>(
            "DELETE FROM registry.reclaimed WHERE reclaimed_at < now() - interval '7 days' RETURNING true",
            row -> true);

    private final MaintenancePool pool;

    /**
     * Changes rows, locked in the order of their names. Rows that another transaction is changing are left to the next
     * round.
     */
    private static Query<Boolean> changing(String condition, String change) {
        return new Query<>("""
                WITH due AS MATERIALIZED (
                    SELECT name FROM registry.lease WHERE %s ORDER BY name FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE registry.lease SET %s FROM due WHERE lease.name = due.name
                    RETURNING true""".formatted(condition, change), row -> true);
    }

    /** Takes rows out of service in the same way; the reason is the last parameter. */
    private static Query<Boolean> takingOutOfService(String condition) {
        return changing(condition, "state = 'reclaiming', reason = ?, retry_at = now()");
    }

    ExpiredDatabases(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Records when databases were last used, from how long ago the last use was. */
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

    /** Takes databases out of service that are aged or idle. */
    void takeOver() throws SQLException {
        pool.with(TAKE_OVER::all);
    }

    /** Records which templates this proxy needs. */
    void keep(Set<DatabaseName> templates) throws SQLException {
        Object[] names = templates.stream().map(DatabaseName::value).toArray();
        if (names.length > 0) {
            pool.with(connection -> KEEP.all(connection, connection.createArrayOf("text", names)));
        }
    }

    /**
     * Takes databases out of service that no client needs: snapshots of databases no longer in service, templates that
     * no proxy needs, and warm databases whose base is no longer sealed.
     */
    void takeSealed() throws SQLException {
        pool.with(connection -> SNAPSHOTS_OF_NOTHING.all(connection, Reason.SUPERSEDED.code()));
        pool.with(connection -> FORGOTTEN_TEMPLATES.all(connection, Reason.SUPERSEDED.code()));
        pool.with(connection -> WARM_OF_NOTHING.all(connection, Reason.SUPERSEDED.code()));
    }

    /** Marks databases at rest on which no session is open, although no proxy reported the end of the last session. */
    void heal() throws SQLException {
        pool.with(AT_REST::all);
    }

    /**
     * Takes databases out of service that are half made or warm, and whose maker is gone. The maker's lock is free,
     * because its connection is gone.
     */
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

    /** The databases that are out of service and due to be dropped now. */
    List<Reclaimed> due() throws SQLException {
        return pool.with(DUE::all);
    }

    /** The databases that had a key once and are not dropped yet. */
    List<Reclaimed> replaced(Key key) throws SQLException {
        return pool.with(connection -> REPLACED.all(connection, key.value()));
    }

    /** Deletes the records of databases that were dropped more than 7 days ago. */
    void forget() throws SQLException {
        pool.with(FORGET::all);
    }
}
