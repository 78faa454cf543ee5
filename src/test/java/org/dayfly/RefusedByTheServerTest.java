package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import ch.qos.logback.classic.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the client and the log are told when the server refuses a login that dayfly makes for the client. */
@ExtendWith(TestServer.class)
final class RefusedByTheServerTest {
    private final Connection registry;
    private final TestProxy proxy;
    private final Connection session;
    private final String name;
    private final String url;
    private final HeardLog log = new HeardLog("org.dayfly.frontend.Refusal");

    RefusedByTheServerTest(Cluster cluster) throws SQLException {
        proxy = TestProxy.before(cluster);
        registry = cluster.connect("dayfly");
        session = proxy.connect("new");
        name = Sql.ask(session, "SELECT current_database()");
        url = Sql.ask(session, "SHOW dayfly.url");
    }

    @BeforeEach
    void canConnectAtFirst() throws SQLException {
        proxy.connect(url).close();
    }

    @AfterEach
    void close() throws SQLException {
        log.close();
        session.close();
        proxy.close();
        registry.close();
    }

    private void refused(Map<String, String> properties, String sqlState, String message, Level level) {
        assertRefused(sqlState, () -> proxy.connect(url, properties)).hasMessageContaining(message);
        assertThat(log.events()).last().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(level);
            assertThat(line.getThrowableProxy()).isNull();
        });
    }

    @Test
    void hidesTheServersMessageAboutARoleThatMayNotLogIn() throws SQLException {
        Sql.run(registry, "ALTER ROLE " + name + " NOLOGIN");
        refused(Map.of(), "58000", "the database server refused the login of your role", Level.INFO);
    }

    @Test
    void passesOnTheServersMessageAboutADatabaseThatTakesNoSessions() throws SQLException {
        Sql.run(registry, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        refused(Map.of(), "55000", "is not currently accepting connections", Level.INFO);
    }

    @Test
    void passesOnTheServersMessageAboutAFullDatabase() throws SQLException {
        Sql.run(registry, "ALTER DATABASE " + name + " CONNECTION LIMIT 0");
        refused(Map.of(), "53300", "too many connections for database", Level.INFO);
    }

    @Test
    void passesOnTheServersMessageAboutAWrongParameter() {
        refused(Map.of("options", "-c work_mem=abc"), "22023", "work_mem", Level.INFO);
    }

    @Test
    void passesOnTheServersMessageAboutAMissingRight() {
        refused(Map.of("options", "-c log_statement=all"), "42501", "permission denied", Level.INFO);
    }

    @Test
    void passesOnTheServersMessageAboutItsOwnFailureAndLogsAWarning() {
        refused(Map.of("options", "-c local_preload_libraries=nowhere"), "58P01", "nowhere", Level.WARN);
    }
}
