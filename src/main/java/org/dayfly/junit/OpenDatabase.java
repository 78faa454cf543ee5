package org.dayfly.junit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.config.value.HostPort;

/**
 * A database in use by a test, and the connections that the test got as parameters. The session that made the database
 * stays open. When it ends, also because this JVM was killed, dayfly drops the database.
 */
final class OpenDatabase {
    private final IssuedDatabase issued;
    private final Connection maker;
    private final List<Connection> connections = new ArrayList<>();

    private OpenDatabase(IssuedDatabase issued, Connection maker) {
        this.issued = issued;
        this.maker = maker;
    }

    /**
     * Makes a database.
     *
     * @param user a magic user, as in new or copy.SOURCE
     * @param note what the database is for
     */
    static OpenDatabase make(HostPort dayfly, String user, String note) throws SQLException {
        String options = "-c dayfly.after=drop -c dayfly.note=" + Options.escaped(note);
        Connection maker = IssuedDatabase.connect(dayfly, user, options);
        try (Statement statement = maker.createStatement();
                ResultSet url = statement.executeQuery("SHOW dayfly.url")) {
            url.next();
            return new OpenDatabase(new IssuedDatabase(url.getString(1)), maker);
        } catch (SQLException e) {
            maker.close();
            throw e;
        }
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

    /** The test has failed: the database stays for some time. */
    void keep() throws SQLException {
        issued.keep();
        close();
    }

    /** The test is over. dayfly drops a database that is not kept when its last session has ended. */
    synchronized void close() {
        connections.add(maker);
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
