package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the sessions of a database receive when it is reclaimed, with the real reaper and the server's clock. */
@ExtendWith(TestServer.class)
class ReclaimedSessionTest {
    private final RegistryProbe registry;
    private final TestProxy proxy;

    ReclaimedSessionTest(Cluster cluster) {
        this.registry = RegistryProbe.on(cluster);
        this.proxy = TestProxy.before(cluster, "reaper.interval=100ms");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Connection connect(String options) throws SQLException {
        return proxy.connect("new", Map.of("options", options));
    }

    private void awaitGone(String database) throws Exception {
        Eventually.holds("database and role " + database + " are dropped", () -> registry.isGone(database));
    }

    private static WireClient wire(WireClient client, String options) throws IOException {
        client.send(Packet.startupMessage(Packet.V3_0, "user", "new", "options", options));
        client.readUntil('Z');
        return client;
    }

    private static String database(WireClient client) throws IOException {
        List<WireMessage> answer =
                client.send(Packet.query("SELECT current_database()")).readUntil('Z');
        byte[] row = answer.get(1).body();
        return new String(row, 6, row.length - 6, UTF_8);
    }

    @Test
    void anOpenSessionIsToldThatTheTimeOfItsDatabaseIsOver() throws Exception {
        try (WireClient client = wire(WireClient.connect(proxy.port()), "-c dayfly.ttl=2s")) {
            String database = database(client);
            List<WireMessage> end = client.readToEnd();
            assertThat(end).extracting(WireMessage::toString).containsExactly("E 57P01");
            assertThat(end.get(0).fields())
                    .containsEntry('S', "FATAL")
                    .containsEntry('M', "database \"" + database + "\" was reclaimed: its time of 2 s is over")
                    .containsEntry('H', "connect as \"new\" to get a fresh one");
            awaitGone(database);
            assertThat(registry.reclaimedFor(database)).isEqualTo("aged");
        }
    }

    @Test
    void aSessionInTheMiddleOfAResultIsClosedWithoutAnError() throws Exception {
        try (WireClient client = wire(WireClient.connect(proxy.port()), "-c dayfly.ttl=2s")) {
            client.send(Packet.query("SELECT repeat('x', 5000), pg_sleep(0.01) FROM generate_series(1, 100000)"));
            assertThat(new String(client.readBytesToEnd(), UTF_8))
                    .startsWith("T")
                    .doesNotContain("57P01");
        }
    }

    @Test
    void aClientThatConnectsTooLateIsToldWhyTheDatabaseIsGone() throws Exception {
        String url;
        String database;
        try (Connection session = connect("-c dayfly.ttl=1s")) {
            url = Sql.ask(session, "SHOW dayfly.url");
            database = Sql.ask(session, "SELECT current_database()");
        }
        awaitGone(database);
        assertRefused("3D000", () -> proxy.connect(url)).hasMessageContaining("was reclaimed: its time of 1 s is over");
    }

    @Test
    void aSessionWithARunningQueryIsNotIdleAndASilentSessionIs() throws Exception {
        try (Connection busy = connect("-c dayfly.idle=1s");
                Connection silent = connect("-c dayfly.idle=1s")) {
            String database = Sql.ask(silent, "SELECT current_database()");
            assertThat(Sql.ask(busy, "SELECT 'awake' FROM pg_sleep(2.5)")).isEqualTo("awake");
            assertThat(registry.isGone(database)).isTrue();
            assertThat(registry.reclaimedFor(database)).isEqualTo("idle");
            assertRefused(List.of("57P01", "08006"), () -> Sql.ask(silent, "SELECT 1"));
            assertThat(Sql.ask(busy, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aDatabaseThatWasNeverUsedIsDroppedAtOnce() throws Exception {
        String database;
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
            database = WireMessage.parameter(client.readUntil('Z'), "dayfly.database");
            client.send(Packet.terminate());
        }
        awaitGone(database);
        assertThat(registry.reclaimedFor(database)).isEqualTo("never used");
    }

    @Test
    void aDatabaseThatWasUsedStays() throws Exception {
        String database;
        try (Connection session = proxy.connect("new")) {
            database = Sql.ask(session, "SELECT current_database()");
        }
        Eventually.holds("the database is at rest", () -> registry.of(database).areAtRest());
    }

    @Test
    void atTheLimitTheDatabaseLongestAtRestIsEvictedAndNoneInUse() throws Exception {
        registry.all().make().reclaiming();
        proxy.reload("reaper.interval=100ms", "databases.max=3");
        Connection first = proxy.connect("new");
        String resting = Sql.ask(first, "SELECT current_database()");
        try (Connection second = proxy.connect("new");
                Connection third = proxy.connect("new")) {
            assertRefused("53300", () -> proxy.connect("new"));
            first.close();
            Eventually.holds(
                    "the first database is at rest", () -> registry.of(resting).areAtRest());
            try (Connection fourth = proxy.connect("new")) {
                awaitGone(resting);
                assertThat(registry.reclaimedFor(resting)).isEqualTo("evicted");
                assertThat(fourth.isValid(5) && second.isValid(5) && third.isValid(5))
                        .isTrue();
            }
        }
    }
}
