package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many whole servers leave nothing behind, and two dayflys with whole servers do not disturb each other. */
final class ManyServersTest {
    private static final int FIRST = 5;
    private static final int SERVERS = 50;

    /** Threads of the JVM itself come and go. */
    private static final long SPARE_THREADS = 4;

    /** dayfly opens two more sessions of its own when there is much work; each has a socket and two selectors. */
    private static final long SPARE_DESCRIPTORS = 2 * (1 + 2 * 2) + 4;

    private static final String[] NONE_AHEAD = {
        "reaper.interval=100ms",
        "drain=0",
        "databases.warm.min=0",
        "databases.warm.max=0",
        "databases.servers.warm.max=0"
    };

    private final ServedFolder folder = ServedFolder.create();

    @AfterEach
    void close() {
        folder.close();
    }

    private static String name(Connection server) throws Exception {
        return Sql.ask(server, WholeServersFixture.NAME);
    }

    @Test
    void nothingIsLeftOfManyServers() throws Exception {
        ServerInventory inventory = new ServerInventory(folder);
        try (ServeProcess dayfly = ServeProcess.start(folder, NONE_AHEAD)) {
            useServers(dayfly, FIRST, inventory);
            long threads = dayfly.threads();
            long descriptors = dayfly.descriptors();
            useServers(dayfly, SERVERS, inventory);
            Eventually.matches("no thread is left", now -> now <= threads + SPARE_THREADS, dayfly::threads);
            Eventually.matches(
                    "no file descriptor is left", now -> now <= descriptors + SPARE_DESCRIPTORS, dayfly::descriptors);
        }
    }

    /** Clients use servers one after the other, and each server is dropped. */
    private void useServers(ServeProcess dayfly, int count, ServerInventory inventory) throws Exception {
        try (Cluster cluster = folder.cluster();
                Connection registry = cluster.connect("dayfly")) {
            for (int i = 0; i < count; i++) {
                try (Connection server = TestProxy.connect(dayfly.port(), "server")) {
                    Sql.run(server, "SELECT 1");
                    inventory.look();
                    RegistryProbe.in(registry).of(name(server)).make().expired();
                }
            }
            Eventually.sees(
                    "all servers are dropped",
                    List.of(),
                    () -> RegistryProbe.in(registry).all().ofKind("server").names());
            inventory.agrees();
        }
    }

    @Test
    void twoDayflysHaveServersOfTheirOwn() throws Exception {
        try (ServedFolder other = ServedFolder.create();
                TestProxy first = TestProxy.with("embedded.directory=" + folder.path())) {
            try (TestProxy second = TestProxy.with("embedded.directory=" + other.path())) {
                Set<String> started = new HashSet<>();
                for (TestProxy proxy : List.of(first, second, first, second)) {
                    try (Connection server = proxy.connect("server")) {
                        assertThat(started.add(Sql.ask(server, WholeServersFixture.ADDRESS)))
                                .isTrue();
                    }
                    try (Connection server = proxy.connect("server.same")) {
                        Sql.run(server, "CREATE TABLE IF NOT EXISTS mine AS SELECT " + proxy.port() + " AS port");
                        assertThat(Sql.ask(server, "TABLE mine")).isEqualTo("" + proxy.port());
                    }
                }
                new ServerInventory(folder).agrees();
                new ServerInventory(other).agrees();
            }
            assertThat(other.runningInstances()).isEmpty();
            try (Connection server = first.connect("server.same")) {
                assertThat(Sql.ask(server, "TABLE mine")).isEqualTo("" + first.port());
            }
        }
    }
}
