package org.dayfly.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.dayfly.config.Secret;
import org.dayfly.config.ServerTls;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * Opens maintenance connections to a server by pgjdbc; safe for use by any thread.
 *
 * @param options settings of each session, as in PGOPTIONS
 */
record MaintenanceConnector(Endpoint endpoint, String role, Optional<Secret> password, ServerTls tls, String options) {
    /** What dayfly wrote down must outlive a killed server; only its guests' work may be lost with one. */
    private static final String DURABLE = "-c synchronous_commit=on";

    private static final String CONNECT_SECONDS = "5";

    /**
     * Longer than any statement of dayfly's own should take, a DROP DATABASE behind a slow checkpoint included; without it
     * a host that vanished would hold the connection for ever.
     */
    private static final String ANSWER_SECONDS = "120";

    static MaintenanceConnector embedded(Endpoint endpoint, Optional<Secret> password) {
        return new MaintenanceConnector(endpoint, DataDirectory.SUPERUSER, password, ServerTls.NONE, DURABLE);
    }

    static MaintenanceConnector external(Endpoint endpoint, String role, Optional<Secret> password, ServerTls tls) {
        return new MaintenanceConnector(endpoint, role, password, tls, "");
    }

    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        password.ifPresent(secret -> properties.setProperty("password", secret.value()));
        properties.setProperty("ApplicationName", "dayfly");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        encrypt(properties);
        properties.setProperty("gssEncMode", "disable");
        if (!options.isEmpty()) {
            properties.setProperty("options", options);
        }
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
