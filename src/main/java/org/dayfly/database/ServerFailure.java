package org.dayfly.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.slf4j.Logger;

/**
 * What a client is told where the server failed: whether to come again, and nothing about the server itself; and what the
 * operator is told.
 */
final class ServerFailure {
    /** Shut down, crashed, starting, idle for too long, full: the server takes connections again soon. */
    private static final Set<String> COMES_BACK = Set.of("57P01", "57P02", "57P03", "57P05", "53300");

    /** Serialization failure and deadlock: the same transaction succeeds once the other one is over. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

    private ServerFailure() {}

    static ClientError making(SQLException e) {
        return isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, "the server failed to make the database")
                        .withHint("try again; the details are in dayfly's log")
                        .causedBy(e);
    }

    static ClientError asking(SQLException e) {
        return isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, "the registry could not be asked")
                        .withHint("try again; the details are in dayfly's log")
                        .causedBy(e);
    }

    private static ClientError unreachable(SQLException e) {
        return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "the server cannot be reached now")
                .withHint("try again in a moment")
                .causedBy(e);
    }

    /** Tells the operator in a line, and only of what should never happen where. */
    static void warn(Logger log, String consequence, Throwable failure) {
        Throwable what =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (what instanceof ClientError error) {
            Throwable behind = error.getCause();
            log.warn("{}: {}{}", consequence, error.text(), behind == null ? "" : ": " + behind.getMessage());
            log.debug("it failed here", error);
        } else {
            log.warn("{}: {}", consequence, what.getMessage(), what);
        }
    }

    /** Whether the statement was only in the way of another, so that it is worth a second try at once. */
    static boolean isTransient(SQLException e) {
        return TRANSIENT.contains(String.valueOf(e.getSQLState()));
    }

    static boolean isUnreachable(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || (state != null && (state.startsWith("08") || COMES_BACK.contains(state)));
    }
}
