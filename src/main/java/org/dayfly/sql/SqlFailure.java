package org.dayfly.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failed statement says about the server.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, Error Codes</a>
 */
public final class SqlFailure {
    /** Shut down, crashed, starting, idle for too long, full: the server takes connections again soon. */
    private static final Set<String> COMES_BACK = Set.of("57P01", "57P02", "57P03", "57P05", "53300");

    /** What HikariCP says, without an SQLSTATE, once it has found a borrowed connection to be broken. */
    private static final String CLOSED_BY_POOL = "Connection is closed";

    /** Serialization failure and deadlock: the same transaction succeeds once the other one is over. */
    private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

    private SqlFailure() {}

    /** Whether the statement was only in the way of another, so that it is worth a second try at once. */
    public static boolean isTransient(SQLException e) {
        return TRANSIENT.contains(String.valueOf(e.getSQLState()));
    }

    /** What the server said, in one line: without detail, hint and context. */
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
