package org.dayfly.database;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BooleanSupplier;
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

    /** In the way of a drop. */
    private record Obstacle(boolean due, boolean shut) {}

    private static final Query<Obstacle> ABOUT_TO_DROP = new Query<>(
            "SELECT due, shut FROM registry.about_to_drop(?)",
            row -> new Obstacle(row.getBoolean("due"), row.getBoolean("shut")));

    private static final Query<Boolean> END_SESSIONS =
            new Query<>("SELECT true FROM registry.end_sessions(?)", row -> true);

    private static final Query<String> LATER = new Query<>("""
            UPDATE registry.lease SET attempts = attempts + 1,
                   retry_at = clock_timestamp() + least(interval '5 min', interval '1 s' * 2 ^ least(attempts, 20))
            WHERE name = ? RETURNING extract(epoch FROM retry_at - clock_timestamp())::int::text""", row -> row.getString(1));

    private final MaintenancePool pool;

    Reclaimer(MaintenancePool pool) {
        this.pool = pool;
    }

    /**
     * Drops databases, unless another proxy is dropping some now; a failure is logged, and put off.
     *
     * @param goOn asked before each
     * @param done called after each
     */
    void tryDrop(List<Reclaimed> databases, BooleanSupplier goOn, Runnable done) throws SQLException {
        if (databases.isEmpty()) {
            return;
        }
        try (LockedConnection locked = new LockedConnection(pool)) {
            if (!locked.tryLock(LockedConnection.DROPS)) {
                return;
            }
            for (Reclaimed database : databases) {
                if (!goOn.getAsBoolean()) {
                    return;
                }
                dropOrPutOff(locked, database);
                done.run();
            }
        }
    }

    private void dropOrPutOff(LockedConnection locked, Reclaimed database) throws SQLException {
        try {
            drop(locked, database);
        } catch (SQLException e) {
            String name = database.name().value();
            String seconds =
                    pool.with(connection -> LATER.first(connection, name)).orElse("?");
            log.warn("database {} could not be dropped, next try in {} s: {}", name, seconds, e.getMessage());
            if (ServerFailure.isUnreachable(e)) {
                throw e;
            }
        }
    }

    /** Ends the sessions that other proxies have on a database, and those that are past every proxy; lets no more in. */
    void endSessions(DatabaseName name) throws SQLException {
        // An open transaction of the owner could hold the database's row, and so keep what follows waiting.
        pool.with(connection -> END_SESSIONS.all(connection, name.value()));
        shut(name);
        // Who was let in before.
        pool.with(connection -> END_SESSIONS.all(connection, name.value()));
    }

    private void shut(DatabaseName name) {
        try {
            pool.with(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("ALTER DATABASE " + Quoted.identifier(name) + " ALLOW_CONNECTIONS false");
                }
            });
        } catch (SQLException e) {
            log.debug("{} is being dropped already, which ends who comes now", name, e);
        }
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
        Obstacle obstacle = ABOUT_TO_DROP.first(locked.get(), name.value()).orElseThrow();
        // Dropped by another proxy since it was seen, and perhaps nobody's business any more.
        if (!obstacle.due()) {
            return;
        }
        String quoted = Quoted.identifier(name);
        try (Statement statement = locked.get().createStatement()) {
            if (obstacle.shut()) {
                statement.execute("ALTER DATABASE " + quoted + " IS_TEMPLATE false ALLOW_CONNECTIONS false");
            }
            statement.execute("DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
            statement.execute("DROP ROLE IF EXISTS " + quoted + "; SELECT registry.dropped("
                    + Quoted.literal(name.value()) + ")");
        }
        log.info(
                "database {} reaped ({}) at the age of {}",
                name,
                database.reason().code(),
                DurationText.rough(database.age()));
    }
}
