package org.dayfly.server.create;

import java.sql.SQLException;
import org.dayfly.server.registry.DatabaseName;

/** A sealed database was taken out of service after dayfly chose the database and before dayfly copied the database. */
public final class BaseGoneException extends SQLException {
    private static final long serialVersionUID = 1L;

    public BaseGoneException(DatabaseName base) {
        super("%s was taken out of service before it could be copied".formatted(base));
    }
}
