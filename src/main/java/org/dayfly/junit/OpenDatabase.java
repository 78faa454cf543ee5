package org.dayfly.junit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A database in use by a test, and the connections that the test got as parameters. */
final class OpenDatabase {
    private final IssuedDatabase issued;
    private final List<Connection> connections = new ArrayList<>();

    OpenDatabase(IssuedDatabase issued) {
        this.issued = issued;
    }

    IssuedDatabase issued() {
        return issued;
    }

    /** The database as a parameter of a type. */
    synchronized Object as(Class<?> type) throws SQLException {
        if (type == TestDatabase.class) {
            return issued;
        }
        if (type == String.class) {
            return issued.jdbcUrl();
        }
        if (type == Connection.class) {
            Connection connection = issued.connect();
            connections.add(connection);
            return connection;
        }
        return issued.dataSource();
    }

    void keep() throws SQLException {
        closeConnections();
        issued.keep();
    }

    void drop() throws SQLException {
        closeConnections();
        issued.drop();
    }

    private synchronized void closeConnections() {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The test has closed it, or the server has.
            }
        }
        connections.clear();
    }
}
