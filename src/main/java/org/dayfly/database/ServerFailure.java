package org.dayfly.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;

/**
 * What a client is told where the server failed: whether to come again, and nothing about the server itself; and what
 * the operator is told.
 */
final class ServerFailure {
    /** Shut down, crashed, starting, idle for too long, full: the server takes connections again soon. */
    private static final Set<String> COMES_BACK = Set.of("57P01", "57P02", "57P03", "57P05", "53300");

    /** What HikariCP says, without an SQLSTATE, once it has found a borrowed connection to be broken. */
    private static final String CLOSED_BY_POOL = "Connection is closed";

    /** Serialization failure and deadlock: the same transaction succeeds once the other one is over. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

    private static final String SEE_LOG = "dayfly's log has what the server said";

    private ServerFailure() {}

    static ClientError making(SQLException e) {
        return isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(
                                SqlState.SYSTEM_ERROR,
                                e instanceof UncopyableException
                                        ? "the server cannot copy what the database begins with"
                                        : "the server failed to make the database")
                        .withHint(SEE_LOG)
                        .causedBy(e);
    }

    static ClientError asking(SQLException e) {
        return isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, "the registry could not be asked")
                        .withHint(SEE_LOG)
                        .causedBy(e);
    }

    /** The same for an operator, with the server's own words. */
    static ClientError administering(SQLException e) {
        return isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, "the registry refused: " + line(e))
                        .withHint("run dayfly check, which tells what the maintenance role lacks")
                        .causedBy(e);
    }

    /** The same for an operator, with the server's own words. */
    static ClientError dropping(DatabaseName name, SQLException e) {
        return isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(
                                SqlState.SYSTEM_ERROR,
                                "database \"%s\" is out of service but not dropped: %s".formatted(name, line(e)))
                        .withHint("dayfly tries again by itself, and drops it once that is mended")
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
        if (what instanceof ClientError error && error.sqlState().equals(SqlState.ADMIN_SHUTDOWN.code())) {
            log.debug("{}: {}", consequence, error.text());
        } else if (what instanceof ClientError error) {
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

    /** What the server said, in one line: without detail, hint and context. */
    static String line(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
        return said == null
                ? String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ")
                : String.valueOf(said.getMessage());
    }

    static boolean isUnreachable(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || (state == null && CLOSED_BY_POOL.equals(e.getMessage()))
                || (state != null && (state.startsWith("08") || COMES_BACK.contains(state)));
    }
}
