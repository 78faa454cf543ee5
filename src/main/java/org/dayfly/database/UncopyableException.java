package org.dayfly.database;

import java.sql.SQLException;

/** The server refused to copy a sealed database, for a reason of that database. */
final class UncopyableException extends SQLException {
    private static final long serialVersionUID = 1L;

    UncopyableException(DatabaseName base, SQLException cause) {
        super("%s could not be copied: %s".formatted(base, ServerFailure.line(cause)), cause.getSQLState(), cause);
    }
}
