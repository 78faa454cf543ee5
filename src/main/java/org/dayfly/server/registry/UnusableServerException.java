package org.dayfly.server.registry;

import java.sql.SQLException;
import java.util.Set;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.sql.SqlFailure;

/** dayfly cannot start on a server. The message tells the operator why, and what to do. */
public final class UnusableServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** SQLSTATEs of pgjdbc: the server answered, and it or the driver refused the connection. */
    private static final Set<String> REFUSED = Set.of("08004", "08P01");

    public UnusableServerException(String message) {
        super(message);
    }

    public UnusableServerException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the server could not be reached, and may be reached later without a change by the operator. */
    public boolean isUnreachable() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            boolean bySql = cause instanceof SQLException e
                    && SqlFailure.isUnreachable(e)
                    && !REFUSED.contains(String.valueOf(e.getSQLState()));
            if (bySql || ClientError.isOf(cause, Set.of(ErrorKind.SERVER_UNREACHABLE))) {
                return true;
            }
        }
        return false;
    }
}
