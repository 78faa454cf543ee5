package org.dayfly.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to do on a maintenance connection. */
@FunctionalInterface
interface Work<T> {
    T on(Connection connection) throws SQLException;
}
