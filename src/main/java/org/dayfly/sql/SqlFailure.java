package org.dayfly.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells from a failed statement whether the server is unreachable, and whether a second try is worth it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, Error Codes</a>
 */
public final class SqlFailure {
    /**
     * The server takes connections again soon: it shuts down, it crashed, it starts, the session was idle for too long,
     * or the server has no free connection.
     */
    private static final Set<ErrorCode> COMES_BACK = Set.of(
            ErrorCode.ADMIN_SHUTDOWN,
            ErrorCode.CRASH_SHUTDOWN,
            ErrorCode.CANNOT_CONNECT_NOW,
            ErrorCode.IDLE_SESSION_TIMEOUT,
            ErrorCode.TOO_MANY_CONNECTIONS);

    private static final String CONNECTION_EXCEPTION_CLASS = "08";

    /** The message of HikariCP, without an SQLSTATE, once HikariCP has found that a borrowed connection is broken. */
    private static final String CLOSED_BY_POOL = "Connection is closed";

    /** The same transaction succeeds after the other transaction is over. */
    private static final Set<ErrorCode> TRANSIENT =
            Set.of(ErrorCode.SERIALIZATION_FAILURE, ErrorCode.DEADLOCK_DETECTED);

    private SqlFailure() {}

    /**
     * Whether the statement was only in conflict with another transaction, so that a second try at once is worth it.
     */
    public static boolean isTransient(SQLException e) {
        return ErrorCode.isIn(TRANSIENT, e);
    }

    /** The server's message in one line: without detail, hint and context. */
    public static String line(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException refusal ? refusal.getServerErrorMessage() : null;
        return said == null
                ? String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ")
                : String.valueOf(said.getMessage());
    }

    public static boolean isUnreachable(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || (state == null && CLOSED_BY_POOL.equals(e.getMessage()))
                || (state != null && state.startsWith(CONNECTION_EXCEPTION_CLASS))
                || ErrorCode.isIn(COMES_BACK, e);
    }
}
