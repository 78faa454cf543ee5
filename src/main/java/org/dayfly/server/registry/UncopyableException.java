package org.dayfly.server.registry;

import java.sql.SQLException;
import org.dayfly.sql.SqlFailure;

/** The server refused to copy a sealed database, and the reason is the sealed database itself. */
public final class UncopyableException extends SQLException {
    private static final long serialVersionUID = 1L;

    public UncopyableException(DatabaseName base, SQLException cause) {
        super("%s could not be copied: %s".formatted(base, SqlFailure.line(cause)), cause.getSQLState(), cause);
    }
}
