package org.dayfly.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.Secret;
import org.postgresql.PGConnection;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** Opens maintenance connections to a server with pgjdbc. Any thread may use this object. */
public record MaintenanceConnector(
        Endpoint endpoint, String role, Optional<Secret> password, ServerTls tls, MaintenanceSettings settings) {
    private static final String CONNECT_SECONDS = "5";

    /**
     * More time than any statement of dayfly should take, even a DROP DATABASE that waits for a slow checkpoint.
     * Without this limit, dayfly would wait for ever for a host that has vanished.
     */
    private static final String ANSWER_SECONDS = "120";

    public MaintenanceConnector(Endpoint endpoint, String role, Optional<Secret> password, ServerTls tls) {
        this(endpoint, role, password, tls, new MaintenanceSettings());
    }

    public Connection connect(String database) throws SQLException {
        return connect(database, "");
    }

    /**
     * Opens a maintenance connection.
     *
     * @param more additional settings, for this session alone
     */
    public Connection connect(String database, String more) throws SQLException {
        return settings.open(options -> open(role, password, database, (options + " " + more).strip()));
    }

    /**
     * Opens a session of another role. pgjdbc prepares no statement on the server in this session: a script may run
     * DISCARD ALL, which drops prepared statements.
     */
    public Connection connectAs(String other, Optional<Secret> itsPassword, String database, String options)
            throws SQLException {
        Connection connection = open(other, itsPassword, database, options);
        connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        return connection;
    }

    private Connection open(String user, Optional<Secret> itsPassword, String database, String options)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        itsPassword.ifPresent(secret -> properties.setProperty("password", secret.value()));
        properties.setProperty("ApplicationName", "dayfly");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        encrypt(properties);
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("options", options);
        endpoint.configure(properties);
        try {
            return DriverManager.getConnection(
                    endpoint.url() + URLEncoder.encode(database, StandardCharsets.UTF_8), properties);
        } catch (SQLException e) {
            throw endpoint.explained(e);
        }
    }

    private void encrypt(Properties driver) {
        driver.setProperty("sslmode", tls.effective().word());
        tls.roots().ifPresent(file -> driver.setProperty("sslrootcert", file.toString()));
        if (tls.bySystem()) {
            driver.setProperty("sslfactory", DefaultJavaSSLFactory.class.getName());
        }
    }
}
