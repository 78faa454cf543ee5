package org.dayfly.junit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.dayfly.config.value.HostPort;

/**
 * A database that dayfly has made, with the role and the password that dayfly issued.
 *
 * @param url the URL in libpq's form
 */
record IssuedDatabase(String url) implements TestDatabase {
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
        Properties properties = new Properties();
        properties.setProperty("user", name());
        properties.setProperty("password", password());
        properties.setProperty("options", "-c dayfly.after=keep");
        DriverManager.getConnection(server(), properties).close();
    }

    /** Without the password, as it may be written into a log. */
    @Override
    public String toString() {
        return "database " + name();
    }
}
