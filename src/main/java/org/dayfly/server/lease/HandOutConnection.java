package org.dayfly.server.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.ErrorCode;
import org.dayfly.sql.Query;
import org.dayfly.sql.SqlFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of the {@link RegistryHandOut} to the registry. The connection is always open, and opens again if it
 * breaks. The connection holds a lock, which tells other proxies that this proxy lives and keeps its warm databases.
 * Used by one thread.
 */
final class HandOutConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HandOutConnection.class);
    private static final String FIRST_WAIT = "1s";

    private static final Query<Boolean> THERE = new Query<>("SELECT true", row -> true);

    // The connection of the session that holds the lock broke on this side only: the server has not noticed yet.
    private static final Query<Boolean> END_HOLDER = new Query<>("""
            SELECT pg_terminate_backend(pid, 5000)
            FROM pg_locks, (SELECT hashtextextended(?, 0)) AS of (number)
            WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid <> pg_backend_pid()
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND classid::bigint = (number >> 32) & 4294967295
                      AND objid::bigint = number & 4294967295""", row -> row.getBoolean(1));

    /** A hand-out may wait for other hand-outs that hold its locks, but each of them takes only milliseconds. */
    private static final String SESSION = "SET lock_timeout = '5s'";

    /** How long an answer may take before the connection counts as broken; longer than the wait for any lock. */
    private static final Duration ANSWER = Duration.ofSeconds(8);

    private final Registry registry;
    private final String lock;
    private @Nullable Connection connection;

    /** @param lock the name of the lock */
    HandOutConnection(Registry registry, String lock) {
        this.registry = registry;
        this.lock = lock;
    }

    /** Opens the connection if it is not open, or is broken. */
    void open() throws SQLException {
        ask(THERE::all);
    }

    /** A question to the registry. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks a question. Asks again on a new connection if the connection is gone, or on the same connection if another
     * transaction was in the way.
     */
    <T> T ask(Question<T> question) throws SQLException {
        Connection open = connection;
        if (open != null) {
            try {
                return question.ask(open);
            } catch (SQLException e) {
                if (SqlFailure.isTransient(e)) {
                    return question.ask(open);
                }
                hangUp();
                if (!SqlFailure.isUnreachable(e)) {
                    throw e;
                }
            }
        }
        try {
            return question.ask(connect());
        } catch (SQLException e) {
            hangUp();
            throw e;
        }
    }

    private Connection connect() throws SQLException {
        Connection made = registry.connectToItself();
        connection = made;
        made.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
        if (!takeLock(made)) {
            END_HOLDER.all(made, lock);
            log.warn("ended this proxy's earlier, broken connection to the registry: the server still had it open");
            if (!takeLock(made)) {
                throw new SQLException(
                        "another session holds the lock \"" + lock + "\"", ErrorCode.LOCK_NOT_AVAILABLE.sqlState());
            }
        }
        try (Statement statement = made.createStatement()) {
            statement.execute(SESSION);
        }
        return made;
    }

    /**
     * Waits a moment for the lock, because a session that was just closed may still hold it.
     *
     * @return false if another session holds the lock
     */
    private boolean takeLock(Connection made) throws SQLException {
        try (Statement statement = made.createStatement()) {
            statement.execute("SET lock_timeout = '" + FIRST_WAIT + "'; SELECT pg_advisory_lock(hashtextextended('"
                    + lock + "', 0))");
            return true;
        } catch (SQLException e) {
            if (ErrorCode.LOCK_NOT_AVAILABLE.is(e)) {
                return false;
            }
            throw e;
        }
    }

    private void hangUp() {
        try (Connection old = connection) {
            log.debug("closing connection {}", old);
        } catch (SQLException e) {
            log.debug("the connection was already closed", e);
        }
        connection = null;
    }

    @Override
    public void close() {
        hangUp();
    }
}
