package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A dayfly that is killed while it makes or removes whole servers, and a server with data that must not be lost. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class KilledServersFixture {
    private static final String NAME = WholeServersFixture.NAME;

    final ServedFolder folder = ServedFolder.create();
    final ServerInventory inventory = new ServerInventory(folder);
    final Gates gates;
    ServeProcess dayfly;
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final List<Future<String>> connecting = new ArrayList<>();
    private final Set<String> everHandedOut = new HashSet<>();
    String kept = "";

    KilledServersFixture() throws Exception {
        gates = Gates.create();
        dayfly = start();
    }

    @BeforeAll
    void makeAServerWithData() throws Exception {
        try (Connection server = connect("server.kept")) {
            kept = Sql.ask(server, NAME);
            everHandedOut.add(kept);
            Sql.run(server, "SET synchronous_commit = on", "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        registry(probe -> probe.of(kept).make().pinned());
    }

    @AfterAll
    void close() throws Exception {
        clients.shutdownNow();
        gates.close();
        dayfly.close();
        folder.close();
    }

    /** Starts dayfly without anything made ahead, so that each server is made for the client that asks. */
    final ServeProcess start(String... settings) throws Exception {
        return ServeProcess.startUnder(
                gates.environment(),
                folder,
                Stream.concat(
                                Stream.of(
                                        "reaper.interval=100ms",
                                        "drain=0",
                                        "databases.warm.min=0",
                                        "databases.warm.max=0",
                                        "databases.servers.warm.max=0"),
                                Stream.of(settings))
                        .toArray(String[]::new));
    }

    final Connection connect(String user) throws SQLException {
        return TestProxy.connect(dayfly.port(), user);
    }

    /** The name of a server that a client gets and leaves. */
    final String handedOut(String user) throws SQLException {
        try (Connection session = connect(user)) {
            String name = Sql.ask(session, NAME);
            everHandedOut.add(name);
            return name;
        }
    }

    /** A client that asks for a server, and fails because dayfly is killed. */
    final void connectInBackground(String user) {
        connecting.add(clients.submit(() -> {
            try (Connection session = connect(user)) {
                return "in " + Sql.ask(session, NAME);
            } catch (SQLException e) {
                return "failed";
            }
        }));
    }

    /** What a test does with the registry. */
    @FunctionalInterface
    interface Use {
        void of(RegistryProbe probe) throws Exception;
    }

    final void registry(Use use) throws Exception {
        try (Cluster cluster = folder.cluster();
                Connection connection = cluster.connect("dayfly")) {
            use.of(RegistryProbe.in(connection));
        }
    }

    /** The names of the servers in these states. */
    final List<String> inState(String... states) throws Exception {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        registry(probe ->
                names.complete(probe.all().ofKind("server").inState(states).names()));
        return names.join();
    }

    final void kill() throws Exception {
        inventory.look();
        dayfly.kill();
        for (Future<String> each : connecting) {
            assertThat(each.get()).isEqualTo("failed");
        }
        connecting.clear();
    }

    /** The present dayfly hands out the data that must not be lost, and fresh servers; nothing else is there. */
    final void assertAllIsWell() throws Exception {
        try (Connection server = connect("server.kept")) {
            assertThat(Sql.ask(server, NAME)).isEqualTo(kept);
            assertThat(Sql.ask(server, "TABLE kept")).isEqualTo("42");
        }
        String fresh;
        try (Connection server = connect("server")) {
            fresh = Sql.ask(server, NAME);
            assertThat(everHandedOut.add(fresh))
                    .as("handed out for the first time")
                    .isTrue();
            assertThat(Sql.ask(server, "SELECT to_regclass('kept') IS NULL")).isEqualTo("t");
        }
        registry(probe -> probe.of(fresh).make().expired());
        inventory.agrees();
    }
}
