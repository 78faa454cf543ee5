package org.dayfly.junit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.dayfly.config.value.HostPort;

/**
 * A database that dayfly has made, with the role and the password that dayfly issued.
 *
 * @param url the URL in libpq's form
 */
record IssuedDatabase(String url) implements TestDatabase {
    /**
     * Makes a database.
     *
     * @param user a magic user, as in new or copy.SOURCE
     * @param note what the database is for
     */
    static IssuedDatabase open(HostPort dayfly, String user, String note) throws SQLException {
        try (Connection first = connect(dayfly, user, "-c dayfly.note=" + Options.escaped(note));
                Statement statement = first.createStatement();
                ResultSet url = statement.executeQuery("SHOW dayfly.url")) {
            url.next();
            return new IssuedDatabase(url.getString(1));
        }
    }

    /** Opens a session as a magic user. */
    static Connection connect(HostPort dayfly, String user, String options) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("options", options);
        return DriverManager.getConnection("jdbc:postgresql://" + dayfly + "/", properties);
    }

    private URI uri() {
        return URI.create(url);
    }

    @Override
    public String name() {
        return uri().getUserInfo().split(":", 2)[0];
    }

    @Override
    public String password() {
        return uri().getUserInfo().split(":", 2)[1];
    }

    private String server() {
        return "jdbc:postgresql://" + uri().getHost() + ":" + uri().getPort() + uri().getPath();
    }

    @Override
    public String jdbcUrl() {
        return server() + "?user=" + name() + "&password=" + password();
    }

    @Override
    public DataSource dataSource() {
        return new DriverDataSource(server(), name(), password());
    }

    /** The test has failed: keeps the database for some time. */
    void keep() throws SQLException {
        after("keep");
    }

    /** Drops the database as soon as its last session has ended. */
    void drop() throws SQLException {
        after("drop");
    }

    private void after(String end) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", name());
        properties.setProperty("password", password());
        properties.setProperty("options", "-c dayfly.after=" + end);
        DriverManager.getConnection(server(), properties).close();
    }

    /** Without the password, as it may be written into a log. */
    @Override
    public String toString() {
        return "database " + name();
    }
}
