package org.dayfly.server.task;

import java.sql.SQLException;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.ExtensionException;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.UncopyableException;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;

/**
 * Turns a failure of the server into an error for a client, or into a log line for the operator. A client reads whether
 * to try again, and nothing about the server itself.
 */
public final class ServerFailure {
    private static final String SEE_LOG = "dayfly's log has the server's message";

    private ServerFailure() {}

    static ClientError making(SQLException e) {
        if (e.getCause() instanceof ExtensionException lacking) {
            return ClientError.of(
                            SqlState.SYSTEM_ERROR,
                            "the whole server could not be made: "
                                    + lacking.problem().message())
                    .withHint(lacking.problem().step())
                    .causedBy(e);
        }
        return SqlFailure.isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, notMade(e))
                        .withHint(SEE_LOG)
                        .causedBy(e);
    }

    private static String notMade(SQLException e) {
        if (e instanceof UncopyableException) {
            return "the server cannot copy the template of the database";
        }
        return e.getCause() instanceof ClusterException
                ? "the whole server could not be made"
                : "the server failed to make the database";
    }

    static ClientError asking(SQLException e) {
        return SqlFailure.isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, "a query to the registry has failed")
                        .withHint(SEE_LOG)
                        .causedBy(e);
    }

    /** The error for an operator, with the server's own words. */
    public static ClientError administering(SQLException e) {
        return SqlFailure.isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(SqlState.SYSTEM_ERROR, "the registry refused the command: " + SqlFailure.line(e))
                        .withHint("run dayfly check, which reports the rights that the maintenance role lacks")
                        .causedBy(e);
    }

    /** The error for an operator, with the server's own words. */
    public static ClientError dropping(DatabaseName name, SQLException e) {
        return SqlFailure.isUnreachable(e)
                ? unreachable(e)
                : ClientError.of(
                                SqlState.SYSTEM_ERROR,
                                "database \"%s\" is out of service but not dropped: %s"
                                        .formatted(name, SqlFailure.line(e)))
                        .withHint("remove the cause; dayfly tries again by itself, and then drops the database")
                        .causedBy(e);
    }

    private static ClientError unreachable(SQLException e) {
        return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "the server cannot be reached now")
                .withHint("try again in a moment")
                .causedBy(e);
    }

    /** The error for a client that asks while dayfly stops. */
    static ClientError shuttingDown() {
        return ClientError.of(SqlState.ADMIN_SHUTDOWN, "dayfly is shutting down")
                .withHint("try again in a moment");
    }

    /**
     * Logs in one line that a background task failed: at DEBUG if dayfly is shutting down, otherwise at WARN. Only a
     * failure that should never happen is logged with its stack trace.
     */
    public static void warn(Logger log, String consequence, Throwable failure) {
        Throwable what = FutureFailure.cause(failure);
        if (what instanceof ClientError error && error.kind() == ErrorKind.SHUTDOWN) {
            log.debug("{}: {}", consequence, error.text());
        } else if (what instanceof ClientError error) {
            Throwable behind = error.getCause();
            log.warn("{}: {}{}", consequence, error.text(), behind == null ? "" : ": " + behind.getMessage());
            log.debug("it failed here", error);
        } else {
            log.warn("{}: {}", consequence, what.getMessage(), what);
        }
    }
}
