package org.dayfly.server.drop;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.config.value.DurationText;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.sql.ErrorCode;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops a database that was taken out of service, and its role, whatever the owner did to the database.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-dropdatabase.html">PostgreSQL, DROP DATABASE</a>
 */
public final class Reclaimer {
    private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);

    /** Whether a database is due to be dropped, and whether the database must be shut before the drop. */
    private record Obstacle(boolean due, boolean shut, boolean isServer) {}

    private static final Query<Obstacle> ABOUT_TO_DROP = new Query<>(
            "SELECT due, shut, coalesce(its_kind = 'server', false) AS is_server FROM registry.about_to_drop(?)",
            row -> new Obstacle(row.getBoolean("due"), row.getBoolean("shut"), row.getBoolean("is_server")));

    private static final Query<Boolean> END_SESSIONS =
            new Query<>("SELECT true FROM registry.end_sessions(?)", row -> true);

    private static final Query<String> LATER =
            new Query<>("SELECT coalesce(registry.put_off_drop(?)::text, '?')", row -> row.getString(1));

    private static final String FORCE = " WITH (FORCE)";

    private static final Query<Boolean> DROPPED = new Query<>("SELECT registry.dropped(?)", row -> true);

    private final MaintenancePool pool;
    private final Optional<Instances> instances;
    private final DropObstacles obstacles;
    private final RoleDependents dependents;
    private final ServerEvents events;

    public Reclaimer(Registry registry) {
        this.pool = registry.pool();
        this.instances = registry.instances();
        this.obstacles = new DropObstacles(registry, (connection, name) -> END_SESSIONS.all(connection, name.value()));
        this.dependents = new RoleDependents(registry);
        this.events = registry.events();
    }

    /**
     * Drops databases, unless another proxy is dropping databases now. A drop that fails is logged, and tried again
     * later.
     *
     * @param goOn asked before each drop
     * @param done called after each drop
     */
    public void tryDrop(List<Reclaimed> databases, BooleanSupplier goOn, Runnable done) throws SQLException {
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
                    pool.with(connection -> LATER.first(connection, name)).orElseThrow();
            log.warn("database {} could not be dropped, next try in {} s: {}", name, seconds, e.getMessage());
            if (SqlFailure.isUnreachable(e)) {
                throw e;
            }
        }
    }

    /**
     * Ends the sessions that other proxies have on a database, and the sessions that do not pass through any proxy.
     * Lets no more sessions in.
     */
    public void endSessions(DatabaseName name) throws SQLException {
        // An open transaction of the owner could lock the database's row, and the next statements would wait for the
        // lock.
        pool.with(connection -> END_SESSIONS.all(connection, name.value()));
        shut(name);
        // The sessions that started before the database was shut.
        pool.with(connection -> END_SESSIONS.all(connection, name.value()));
    }

    private void shut(DatabaseName name) {
        try {
            pool.with(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute(
                            "ALTER DATABASE " + Quoted.identifier(name.value()) + " ALLOW_CONNECTIONS false");
                }
            });
        } catch (SQLException e) {
            log.debug("database {} is being dropped already; the drop ends new sessions", name, e);
        }
    }

    /** Drops one database, after other drops have ended. */
    public void drop(Reclaimed database) throws SQLException {
        try (LockedConnection locked = new LockedConnection(pool)) {
            locked.lock(LockedConnection.DROPS);
            drop(locked, database);
        }
    }

    private void drop(LockedConnection locked, Reclaimed database) throws SQLException {
        DatabaseName name = database.name();
        long begun = System.nanoTime();
        Obstacle obstacle = ABOUT_TO_DROP.first(locked.get(), name.value()).orElseThrow();
        // Another proxy has dropped the database since this proxy saw it. The database may not be dayfly's to drop any
        // more.
        if (!obstacle.due()) {
            return;
        }
        if (obstacle.isServer()) {
            removeServer(locked, name);
        } else {
            dropDatabase(locked, name, obstacle.shut());
        }
        events.dropped(database, Duration.ofNanos(System.nanoTime() - begun));
        log.info(
                "{} {} reaped ({}) at the age of {}",
                obstacle.isServer() ? "server" : "database",
                name,
                database.reason().code(),
                DurationText.rough(database.age()));
    }

    private void removeServer(LockedConnection locked, DatabaseName name) throws SQLException {
        try {
            instances
                    .orElseThrow(() -> new ClusterException("only the dayfly that runs the server can remove it"))
                    .remove(name.value());
        } catch (ClusterException e) {
            throw new SQLException(e.getMessage(), e);
        }
        DROPPED.all(locked.get(), name.value());
    }

    private void dropDatabase(LockedConnection locked, DatabaseName name, boolean shut) throws SQLException {
        try (Statement statement = locked.get().createStatement()) {
            dropDatabase(statement, name, shut);
            dropRole(statement, name);
        }
    }

    private void dropDatabase(Statement statement, DatabaseName name, boolean shut) throws SQLException {
        String quoted = Quoted.identifier(name.value());
        String drop = "DROP DATABASE IF EXISTS " + quoted;
        try {
            if (shut) {
                statement.execute("ALTER DATABASE " + quoted + " IS_TEMPLATE false ALLOW_CONNECTIONS false");
            }
            statement.execute(drop + FORCE);
        } catch (SQLException e) {
            if (SqlFailure.isUnreachable(e)) {
                throw e;
            }
            log.debug("{}: removing the obstacles to its drop", name, e);
            obstacles.clear(statement.getConnection(), name);
            dropCleared(statement, drop, name);
        }
    }

    /**
     * A drop with FORCE needs the right to end the server's own autovacuum workers. A drop without FORCE ends these
     * workers by itself.
     */
    private void dropCleared(Statement statement, String drop, DatabaseName name) throws SQLException {
        try {
            try {
                statement.execute(drop + FORCE);
            } catch (SQLException e) {
                if (!ErrorCode.INSUFFICIENT_PRIVILEGE.is(e)) {
                    throw e;
                }
                statement.execute(drop);
            }
        } catch (SQLException e) {
            throw new SQLException(
                    obstacles
                            .remaining(statement.getConnection(), name)
                            .map(left -> SqlFailure.line(e) + "; " + left)
                            .orElse(SqlFailure.line(e)),
                    e.getSQLState(),
                    e);
        }
    }

    private void dropRole(Statement statement, DatabaseName name) throws SQLException {
        String quoted = Quoted.identifier(name.value());
        String drop =
                "DROP ROLE IF EXISTS " + quoted + "; SELECT registry.dropped(" + Quoted.literal(name.value()) + ")";
        try {
            statement.execute(drop);
        } catch (SQLException e) {
            if (!ErrorCode.DEPENDENT_OBJECTS_STILL_EXIST.is(e)) {
                throw e;
            }
            log.debug("{}: removing the rights and objects of its role", name, e);
            dependents.clear(statement.getConnection(), name);
            statement.execute(drop);
        }
    }
}
