package org.dayfly.server.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.dayfly.cluster.Cluster;
import org.dayfly.sql.Work;

/**
 * The pool of maintenance connections to the registry's database.
 *
 * <p>The pool has no more connections than there are threads that use them, however many clients ask at once. A thread
 * waits 3 s at most for a connection, because a client waits for the thread.
 */
public final class MaintenancePool implements AutoCloseable {
    /** The number of threads that use the connections follows from this number. */
    static final int SIZE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String SESSION = "SET lock_timeout = '10s'";

    private final Cluster cluster;
    private final String database;
    private final HikariDataSource pool;

    MaintenancePool(Cluster cluster, String database) {
        this.cluster = cluster;
        this.database = database;
        HikariConfig config = new HikariConfig();
        config.setPoolName(cluster.name());
        config.setDataSource(new ClusterDataSource(this::another));
        config.setMaximumPoolSize(SIZE);
        config.setMinimumIdle(2);
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(PATIENCE.dividedBy(2).toMillis());
        pool = new HikariDataSource(config);
    }

    /** Borrows a connection in autocommit mode. The caller closes the connection. */
    Connection borrow() throws SQLException {
        return pool.getConnection();
    }

    /** Opens a connection with the settings of the pool's connections. The connection belongs to the caller. */
    Connection another() throws SQLException {
        Connection connection = session(cluster, database);
        try {
            StaleDatabases.takeOutOfService(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Opens a connection with the settings of all maintenance connections, whether the registry exists or not. */
    static Connection session(Cluster cluster, String database) throws SQLException {
        Connection connection = cluster.connect(database);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    public <T> T with(Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            return work.on(connection);
        }
    }

    /**
     * Takes a borrowed connection out of the pool for good. The locks that its session may hold end with the session.
     */
    void discard(Connection connection) {
        pool.evictConnection(connection);
    }

    /** Measures the pool from now on. */
    public void measure(MetricsTrackerFactory metrics) {
        pool.setMetricsTrackerFactory(metrics);
    }

    @Override
    public void close() {
        pool.close();
    }
}
