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
     * The server takes connections again soon. 57P01: the server shuts down. 57P02: the server crashed. 57P03: the
     * server starts. 57P05: the session was idle for too long. 53300: the server has no free connection.
     */
    private static final Set<String> COMES_BACK = Set.of("57P01", "57P02", "57P03", "57P05", "53300");

    /** The message of HikariCP, without an SQLSTATE, once HikariCP has found that a borrowed connection is broken. */
    private static final String CLOSED_BY_POOL = "Connection is closed";

    /** Serialization failure and deadlock: the same transaction succeeds after the other transaction is over. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

    private SqlFailure() {}

    /**
     * Whether the statement was only in conflict with another transaction, so that a second try at once is worth it.
     */
    public static boolean isTransient(SQLException e) {
        return TRANSIENT.contains(String.valueOf(e.getSQLState()));
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
                || (state != null && (state.startsWith("08") || COMES_BACK.contains(state)));
    }
}
