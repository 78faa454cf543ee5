package org.dayfly.bench.many;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.dayfly.bench.stage.Issued;
import org.dayfly.bench.stage.Jdbc;

/**
 * A client's session.
 *
 * @param database as the server says
 * @param issued the login that opens the same database, as dayfly says
 */
record Session(Connection connection, String database, Issued issued) implements AutoCloseable {
    private static final int TAG_FROM = "dayfly_".length();
    private static final int TAG_TO = TAG_FROM + 6;

    /** @param options as in libpq */
    static Session open(int port, String user, String password, String options) throws SQLException {
        Jdbc jdbc = Jdbc.tcp(port, user, user);
        Properties properties = jdbc.properties();
        properties.setProperty("password", password);
        properties.setProperty("options", options);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "40");
        Connection connection = jdbc.connect();
        try {
            String database = text(connection, "SELECT current_database()");
            return new Session(connection, database, Issued.of(text(connection, "SHOW dayfly.url")));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The letters in the name of a database that tell its server; empty if the name is empty. */
    static String tag(String database) {
        return database.isEmpty() ? "" : database.substring(TAG_FROM, TAG_TO);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
