package org.dayfly.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Work to do on a maintenance connection. */
@FunctionalInterface
public interface Work<T> {
    T on(Connection connection) throws SQLException;
}
