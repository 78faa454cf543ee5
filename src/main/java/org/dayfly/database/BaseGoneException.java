package org.dayfly.database;

import java.sql.SQLException;

/** A sealed database was taken out of service between being chosen and being copied. */
final class BaseGoneException extends SQLException {
    private static final long serialVersionUID = 1L;

    BaseGoneException(DatabaseName base) {
        super("%s was taken out of service before it could be copied".formatted(base));
    }
}
