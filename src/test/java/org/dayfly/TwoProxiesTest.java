package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Two proxies on one server do not harm each other's clients. One proxy reaps often, the other hardly ever. */
@ExtendWith(TestServer.class)
final class TwoProxiesTest {
    private final Cluster cluster;
    private final TestProxy eager;
    private final TestProxy lazy;
    private final String key = "two-" + Long.toString(System.nanoTime(), 36);

    TwoProxiesTest(Cluster cluster) {
        this.cluster = cluster;
        eager = TestProxy.before(cluster, "reaper.interval=100ms", "limits.per-address=1000");
        lazy = TestProxy.before(cluster, "reaper.interval=1h");
    }

    @AfterEach
    void close() {
        eager.close();
        lazy.close();
    }

    private static String database(Connection session) throws SQLException {
        return String.valueOf(session.unwrap(PGConnection.class).getParameterStatus("dayfly.database"));
    }

    @Test
    void aSessionIsToldWhyTheOtherProxyReclaimedItsDatabase() throws Exception {
        try (Connection session = lazy.connect("new." + key)) {
            String name = database(session);
            RegistryProbe.on(cluster).of(name).make().older(Duration.ofMinutes(30));
            Eventually.sees(
                    "the database is dropped",
                    "0",
                    () -> Sql.ask(cluster, "SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"));
            assertThatThrownBy(() -> Sql.run(session, "SELECT 1")).isInstanceOfSatisfying(SQLException.class, end -> {
                assertThat(end.getSQLState()).isEqualTo("57P01");
                assertThat(end.getMessage())
                        .contains("database \"" + name + "\" was reclaimed: its time of 30 min is over");
            });
        }
    }

    @Test
    void aDatabaseThatIsBusyThroughTheOtherProxyIsNotIdle() throws SQLException {
        try (Connection session = lazy.connect("new", Map.of("options", "-c dayfly.idle=1s"))) {
            for (int i = 0; i < 60; i++) {
                Sql.run(session, "SELECT pg_sleep(0.05)");
            }
            assertThat(session.isValid(5)).isTrue();
        }
    }

    @Test
    void resetsThroughBothProxiesAtOnceAllConnectUnderDifferentLimits() throws Exception {
        List<TestProxy> proxies = List.of(eager, lazy);
        for (int round = 0; round < 2; round++) {
            ConcurrentClients.act(8, 16, number -> {
                try (Connection session = proxies.get(number % 2).connect("reset." + key)) {
                    assertThat(database(session)).startsWith("dayfly_");
                } catch (SQLException overtaken) {
                    // A reset that began later ended this session, and did so after the login.
                    assertThat(overtaken.getSQLState()).isIn("57P01", "08006");
                }
            });
        }
    }
}
