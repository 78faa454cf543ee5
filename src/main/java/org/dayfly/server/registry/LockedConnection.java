package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.sql.Patience;

/**
 * A connection that holds locks on names of databases until the connection is closed.
 *
 * <p>The server releases the locks when the connection is gone. So a session that gets such a lock knows that the
 * former holder of the lock is gone, whichever proxy the holder was part of. No heartbeat is needed.
 *
 * <p>All sessions take their locks in one order, so that no two sessions wait for each other. File {@code locks.sql}
 * states the same order. A session may try any lock at any time, if it does not wait for the lock.
 *
 * <ol>
 *   <li>{@code "keeper NUMBER"}: the first and only lock of the session that hands out a proxy's warm databases
 *   <li>{@link #DROPS}
 *   <li>{@code "snapshot NAME"} or {@code "template NAME"}: the source that a database is sealed from
 *   <li>the name of a database that is copied (shared), made or dropped
 *   <li>in a transaction: the row of {@code server_run}; then the directory (shared); then the key; then the count
 *       of databases; then rows of
 *       {@code lease}. Rows of warm and sealed databases come before rows of databases in service, each in the order of
 *       their names. Rows that are not waited for come last.
 * </ol>
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">PostgreSQL, Advisory
 *     Locks</a>
 */
public final class LockedConnection implements AutoCloseable {
    /** The lock for drops. A drop waits for a checkpoint, and two drops at once would only slow each other. */
    public static final String DROPS = "drops";

    /** Waits without a lock_timeout. The session's own lock_timeout is for locks on rows and tables. */
    private static final String WAITING = """
            SELECT set_config('lock_timeout', '0', false), %s(hashtextextended(?, 0)),
                   set_config('lock_timeout', was, false)
            FROM (SELECT current_setting('lock_timeout') AS was OFFSET 0) AS before""";

    private final MaintenancePool pool;
    private final Connection connection;

    public LockedConnection(MaintenancePool pool) throws SQLException {
        this.pool = pool;
        this.connection = Patience.unlimited(pool.borrow());
    }

    public Connection get() {
        return connection;
    }

    /** Takes a lock, unless another session holds the lock. */
    public boolean tryLock(String word) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, word);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Waits for a lock. The holder of the lock may run a script, or drop a database and wait for a checkpoint. */
    public void lock(String word) throws SQLException {
        execute(WAITING.formatted("pg_advisory_lock"), word);
    }

    /** Waits until no session holds the lock in exclusive mode, and takes the lock in shared mode. */
    public void lockShared(String word) throws SQLException {
        execute(WAITING.formatted("pg_advisory_lock_shared"), word);
    }

    private void execute(String sql, String word) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, word);
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            unlock();
        }
    }

    private void unlock() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        } catch (SQLException e) {
            // The locks end with the session. A session that went back into the pool would hold the locks for ever.
            pool.discard(connection);
        }
    }
}
