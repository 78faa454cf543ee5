package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** When many clients reset a key at once, each gets a database that did not exist before its reset began. */
@ExtendWith(TestServer.class)
final class ResetsAtOnceTest {
    /** The SQLSTATEs of a session that a later reset ends: when idle, in the middle of an answer, or of the login. */
    private static final Set<String> OVERTAKEN = Set.of("57P01", "08006", "3D000");

    private final Cluster cluster;
    private final TestProxy proxy;
    private final TestProxy another;
    private final String key = "reset-" + Long.toString(System.nanoTime(), 36);
    private final ExecutorService client = Executors.newSingleThreadExecutor();

    ResetsAtOnceTest(Cluster cluster) {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
        another = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        proxy.close();
        another.close();
    }

    /** The name of the database that has the key now. */
    private String inService() throws SQLException {
        return RegistryProbe.on(cluster).all().leased().ofKey(key).name();
    }

    private static String database(Connection session) throws SQLException {
        return String.valueOf(session.unwrap(PGConnection.class).getParameterStatus("dayfly.database"));
    }

    @Test
    void eachResetGetsANewDatabaseAndTheLastDatabaseWorks() throws Exception {
        for (int round = 0; round < 2; round++) {
            Map<Connection, String> came = new ConcurrentHashMap<>();
            ConcurrentClients.act(16, 24, number -> {
                String before = inService();
                try {
                    Connection session = (number % 2 == 0 ? proxy : another).connect("reset." + key);
                    came.put(session, database(session));
                    assertThat(database(session)).isNotEqualTo(before);
                } catch (SQLException overtaken) {
                    assertThat(overtaken.getSQLState()).isIn(OVERTAKEN);
                }
            });
            String last = inService();
            assertThat(came).containsValue(last);
            for (Connection each : came.keySet()) {
                assertWorks(each, database(each).equals(last));
                each.close();
            }
        }
    }

    private static void assertWorks(Connection session, boolean works) throws SQLException {
        if (works) {
            Sql.run(session, "CREATE TABLE IF NOT EXISTS mine ()");
        } else {
            assertRefused(OVERTAKEN, () -> Sql.run(session, "CREATE TABLE mine ()"));
        }
    }

    @Test
    void aResetThatBeginsAfterAnotherHasMadeItsDatabaseGetsANewerOne() throws Exception {
        try (WireClient slow = WireClient.connect(proxy.port())) {
            slow.send(Packet.startupMessage(Packet.V3_0, "user", "new." + key)).readUntil('Z');
            slow.send(Packet.query("SELECT repeat('x', 5000) FROM generate_series(1, 100000)"));
            String old = inService();
            awaitBlocked(old);
            // This reset waits for the end of the slow session, whose client does not read.
            Future<String> first = client.submit(() -> {
                try (Connection session = proxy.connect("reset." + key)) {
                    return database(session);
                } catch (SQLException overtaken) {
                    return overtaken.getSQLState();
                }
            });
            Eventually.holds("there is a new database", () -> !inService().equals(old));
            try (Connection neighbour = another.connect("new." + key)) {
                Sql.run(neighbour, "CREATE TABLE written ()");
                try (Connection second = proxy.connect("reset." + key)) {
                    assertThat(Sql.ask(second, "SELECT to_regclass('written')")).isEqualTo("null");
                    // Its own database, or the newer one if that existed before its login was over, or a SQLSTATE.
                    assertThat(first.get()).isNotEqualTo(old);
                }
            }
        }
    }

    /** Waits until each buffer on the way is full: then the server waits for its client for a while. */
    private void awaitBlocked(String database) throws Exception {
        AtomicInteger stoodStill = new AtomicInteger();
        try (Connection observer = cluster.connect("postgres")) {
            Eventually.holds("the server waits for its client", () -> {
                String event =
                        Sql.ask(observer, "SELECT wait_event FROM pg_stat_activity WHERE datname = '" + database + "'");
                stoodStill.set(event.equals("ClientWrite") ? stoodStill.get() + 1 : 0);
                return stoodStill.get() > 20;
            });
        }
    }
}
