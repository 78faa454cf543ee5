package org.dayfly.bench.stage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.dayfly.cluster.UnixSocketFactory;

/** How pgjdbc connects: without a request for encryption, except in {@link #byDefault}. */
public record Jdbc(String url, Properties properties) {
    /** Over TCP. */
    public static Jdbc tcp(int port, String user, String database) {
        Properties properties = defaults(user);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        return new Jdbc(url(port, database), properties);
    }

    /** Over a Unix socket. */
    public static Jdbc socket(Path socket, String user, String database) {
        Jdbc socketed = tcp(1, user, database);
        socketed.properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
        socketed.properties.setProperty("socketFactoryArg", socket.toString());
        return socketed;
    }

    /** Over TCP, with the default settings of pgjdbc, which request encryption first. */
    public static Jdbc byDefault(int port, String user, String database) {
        return new Jdbc(url(port, database), defaults(user));
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static Properties defaults(String user) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        return properties;
    }

    /** The same with a password. */
    public Jdbc withPassword(String password) {
        Properties more = new Properties();
        more.putAll(properties);
        more.setProperty("password", password);
        return new Jdbc(url, more);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    /** Connects and runs the first query. */
    public Connection firstQuery() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 1").close();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Runs statements on a connection of their own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
