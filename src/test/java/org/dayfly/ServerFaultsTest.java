package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While the server has a fault, clients are refused in time. After the fault they are served within seconds. */
final class ServerFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration HANG = Duration.ofSeconds(20);

    private final ExternalServer server = ExternalServer.start(18);
    private final Cluster cluster = ExternalCluster.at(server.url());
    private final TestProxy proxy = TestProxy.before(
            cluster, "reaper.interval=100ms", "login-deadline=2s", "databases.warm.min=0", "databases.warm.max=0");

    @AfterEach
    void close() {
        server.hang(false);
        proxy.close();
        server.close();
    }

    /** The SQLSTATE that a connection is refused with; empty if it works. */
    private String refusal() {
        try (Connection session = proxy.connect("new", Map.of("connectTimeout", "10"))) {
            return Sql.ask(session, "SELECT 1").equals("1") ? "" : "nonsense";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private void servedSoon() throws Exception {
        long over = System.nanoTime();
        Eventually.holds("clients are served", () -> refusal().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - over)).isLessThan(SOON);
    }

    @Test
    void clientsAreRefusedWhileTheServerHangsAndServedAfterwards() throws Exception {
        try (Connection session = proxy.connect("new");
                Connection shared = proxy.connect("new.shared")) {
            Sql.run(session, "CREATE TABLE kept AS SELECT 7 AS id");
            Sql.run(shared, "CREATE TABLE kept AS SELECT 8 AS id");
            server.hang(true);
            for (long begun = System.nanoTime(); System.nanoTime() - begun < HANG.toNanos(); ) {
                assertThat(refusal()).isEqualTo("57P03");
            }
            server.hang(false);
            servedSoon();
            assertThat(Sql.ask(session, "SELECT id FROM kept")).isEqualTo("7");
            try (Connection joined = proxy.connect("new.shared")) {
                assertThat(Sql.ask(joined, "SELECT id FROM kept")).isEqualTo("8");
            }
        }
        nothingIsLeftOver();
    }

    @Test
    void clientsAreRefusedWhileTheServerIsOutOfConnections() throws Exception {
        assertThat(refusal()).isEmpty();
        List<Connection> others = new ArrayList<>();
        try {
            while (true) {
                others.add(cluster.connect("postgres"));
            }
        } catch (SQLException full) {
            assertThat(full.getSQLState()).isEqualTo("53300");
        }
        assertThat(refusal()).matches("53300|57P03|58000");
        for (Connection each : others) {
            each.close();
        }
        servedSoon();
        nothingIsLeftOver();
    }

    private void nothingIsLeftOver() throws Exception {
        try (Connection registry = cluster.connect("dayfly")) {
            Leftovers.gone(registry);
        }
    }
}
