package org.dayfly.server.copy;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one thread cancel the statement that another thread's connection runs, and no later statement. Used once.
 */
final class Cancellation {
    private static final Logger log = LoggerFactory.getLogger(Cancellation.class);

    private @Nullable Connection busy;
    private boolean cancelled;
    private boolean ended;

    /**
     * Begins the time in which the connection's statements can be cancelled.
     *
     * @throws SQLException if {@link #cancel} was called before
     */
    synchronized void begin(Connection connection) throws SQLException {
        if (cancelled) {
            throw new SQLException("cancelled before it began");
        }
        busy = connection;
    }

    /** Ends the time in which the connection's statements can be cancelled. */
    synchronized void end() {
        ended = true;
        busy = null;
    }

    /** Cancels the statement that runs, and returns when the server was told. Does nothing after {@link #end}. */
    synchronized void cancel() {
        if (ended) {
            return;
        }
        cancelled = true;
        try {
            if (busy != null) {
                busy.unwrap(PGConnection.class).cancelQuery();
            }
        } catch (SQLException e) {
            log.debug("could not cancel a statement", e);
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }
}
