package org.dayfly.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.config.DurationText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops a database that was taken out of service, and its role, whatever its owner did to it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-dropdatabase.html">PostgreSQL, DROP DATABASE</a>
 */
final class Reclaimer {
    private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);

    // An open transaction of the owner could hold the database's row, and so keep what follows waiting.
    private static final Query<Boolean> TERMINATE = new Query<>(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND usesysid IS NOT NULL",
            row -> row.getBoolean(1));

    // One that an interrupted drop left behind (datconnlimit -2) can be dropped, but not altered.
    private static final Query<Boolean> ALTERABLE =
            new Query<>("SELECT datconnlimit <> -2 FROM pg_database WHERE datname = ?", row -> row.getBoolean(1));

    private static final Query<Boolean> IN_REGISTRY =
            new Query<>("SELECT true FROM lease WHERE name = ? AND state = 'reclaiming'", row -> true);

    // Nobody was ever told of one that was not handed out.
    private static final Query<Boolean> GONE = new Query<>("""
            WITH gone AS (DELETE FROM lease WHERE name = ? AND state = 'reclaiming' RETURNING *)
            INSERT INTO reclaimed (name, key, client, reason, term, created_at)
            SELECT name, key, client, coalesce(reason, 'dropped'), term, created_at FROM gone
            WHERE leased_at IS NOT NULL AND kind = 'database'
            ON CONFLICT DO NOTHING RETURNING true""", row -> true);

    private static final Query<String> LATER = new Query<>("""
            UPDATE lease SET attempts = attempts + 1,
                   retry_at = clock_timestamp() + least(interval '5 min', interval '1 s' * 2 ^ least(attempts, 20))
            WHERE name = ? RETURNING extract(epoch FROM retry_at - clock_timestamp())::int::text""", row -> row.getString(1));

    private final MaintenancePool pool;

    Reclaimer(MaintenancePool pool) {
        this.pool = pool;
    }

    /**
     * Drops one database unless another proxy is dropping some now; a failure is logged, and put off.
     *
     * @return whether it was this one's turn
     */
    boolean tryDrop(Reclaimed database) throws SQLException {
        try (LockedConnection locked = new LockedConnection(pool)) {
            if (!locked.tryLock(LockedConnection.DROPS)) {
                return false;
            }
            drop(locked, database);
            return true;
        } catch (SQLException e) {
            String seconds = pool.with(connection ->
                            LATER.first(connection, database.name().value()))
                    .orElse("?");
            log.warn(
                    "database {} could not be dropped, next try in {} s: {}", database.name(), seconds, e.getMessage());
            return true;
        }
    }

    /** Ends the sessions that other proxies have on a database, and those that are past every proxy. */
    void endSessions(DatabaseName name) throws SQLException {
        pool.with(connection -> TERMINATE.all(connection, name.value()));
    }

    /** Drops one database, waiting for its turn. */
    void drop(Reclaimed database) throws SQLException {
        try (LockedConnection locked = new LockedConnection(pool)) {
            locked.lock(LockedConnection.DROPS);
            drop(locked, database);
        }
    }

    private static void drop(LockedConnection locked, Reclaimed database) throws SQLException {
        DatabaseName name = database.name();
        Connection connection = locked.get();
        // Dropped by another proxy since it was seen, and perhaps nobody's business any more.
        if (IN_REGISTRY.first(connection, name.value()).isEmpty()) {
            return;
        }
        locked.lock(name.value());
        String quoted = Quoted.identifier(name);
        TERMINATE.all(connection, name.value());
        try (Statement statement = connection.createStatement()) {
            if (ALTERABLE.first(connection, name.value()).orElse(false)) {
                statement.execute("ALTER DATABASE " + quoted + " IS_TEMPLATE false ALLOW_CONNECTIONS false");
            }
            statement.execute("DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
            statement.execute("DROP ROLE IF EXISTS " + quoted);
        }
        GONE.all(connection, name.value());
        log.info(
                "database {} reaped ({}) at the age of {}",
                name,
                database.reason().code(),
                DurationText.rough(database.age()));
    }
}
