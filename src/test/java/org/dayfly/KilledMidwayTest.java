package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** kill -9 during a snapshot, a copy or a reset leaves nothing half made, and does not change the key. */
@TestInstance(Lifecycle.PER_CLASS)
final class KilledMidwayTest {
    private final ServedFolder folder = ServedFolder.create();
    private final ExecutorService client = Executors.newCachedThreadPool();
    private ServeProcess dayfly;
    private String key;
    private String database;

    KilledMidwayTest() throws Exception {
        dayfly = start();
    }

    @AfterAll
    void close() {
        client.shutdownNow();
        dayfly.close();
        folder.close();
    }

    /** Starts dayfly without warm databases, so that each database is made for the client that asks. */
    private ServeProcess start() throws Exception {
        return ServeProcess.start(folder, "databases.warm.min=0", "databases.warm.max=0");
    }

    @BeforeEach
    void makeSource() throws SQLException {
        key = "source-" + Long.toString(System.nanoTime(), 36);
        try (Connection source = connect("new." + key)) {
            Sql.run(source, "CREATE TABLE kept AS SELECT 42 AS answer");
            database = Sql.ask(source, "SELECT current_database()");
        }
        assertThat(answer("copy." + key)).isEqualTo("42");
    }

    private Connection connect(String user) throws SQLException {
        return TestProxy.connect(dayfly.port(), user);
    }

    private String answer(String user) throws SQLException {
        try (Connection session = connect(user)) {
            return Sql.ask(session, "TABLE kept");
        }
    }

    /** Connects in the background, and returns the result. */
    private Future<String> connectAsync(String user) {
        return client.submit(() -> {
            try (Connection session = connect(user)) {
                return "in " + Sql.ask(session, "SELECT current_database()");
            } catch (SQLException e) {
                return "failed";
            }
        });
    }

    private void killDayfly(Future<String> connecting) throws Exception {
        dayfly.kill();
        assertThat(connecting.get()).isEqualTo("failed");
    }

    /** Checks that the source and its copies are as before, and that nothing is left over. */
    private void assertAllIsWell(String answer, String halfMade) throws Exception {
        try (Cluster cluster = folder.cluster();
                Connection registry = cluster.connect("dayfly")) {
            RegistryProbe probe = RegistryProbe.in(registry);
            assertThat(probe.all().leased().ofKey(key).name()).isEqualTo(database);
            assertThat(answer("copy." + key)).isEqualTo(answer);
            assertThat(answer("new." + key)).isEqualTo(answer);
            Leftovers.gone(registry);
            assertThat(probe.of(halfMade).names()).isEmpty();
        }
    }

    @Test
    void killingTheProxyDuringASnapshotLeavesNothingHalfMade() throws Exception {
        String halfMade;
        try (Standstill standstill = new Standstill(folder.cluster())) {
            try (Connection source = connect("new." + key)) {
                Sql.run(source, "UPDATE kept SET answer = 43");
            }
            Future<String> copy = connectAsync("copy." + key);
            halfMade = standstill.beforeHandOut("snapshot");
            killDayfly(copy);
        }
        dayfly = start();
        assertAllIsWell("43", halfMade);
    }

    @Test
    void killingTheProxyDuringACopyLeavesNothingHalfMade() throws Exception {
        String halfMade;
        try (Standstill standstill = new Standstill(folder.cluster())) {
            Future<String> copy = connectAsync("copy." + key);
            halfMade = standstill.afterIntent("database");
            killDayfly(copy);
        }
        dayfly = start();
        assertAllIsWell("42", halfMade);
    }

    @Test
    void killingTheServerDuringACopyLeavesNothingHalfMade() throws Exception {
        String halfMade;
        try (Standstill standstill = new Standstill(folder.cluster())) {
            Future<String> copy = connectAsync("copy." + key);
            halfMade = standstill.beforeHandOut("database");
            folder.killServer();
            assertThat(copy.get()).isEqualTo("failed");
        }
        Eventually.holds(
                "the server is back", () -> connectAsync("new." + key).get().equals("in " + database));
        assertAllIsWell("42", halfMade);
    }

    @Test
    void killingTheProxyDuringAResetDoesNotChangeTheKey() throws Exception {
        String halfMade;
        try (Standstill standstill = new Standstill(folder.cluster())) {
            Future<String> reset = connectAsync("reset." + key);
            halfMade = standstill.beforeHandOut("database");
            killDayfly(reset);
        }
        dayfly = start();
        assertAllIsWell("42", halfMade);
        try (Connection reset = connect("reset." + key)) {
            assertThat(Sql.ask(reset, "SELECT to_regclass('kept')")).isEqualTo("null");
        }
    }
}
