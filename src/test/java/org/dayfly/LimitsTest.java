package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client that reaches a limit is refused. Other clients are not affected. */
@ExtendWith(TestServer.class)
final class LimitsTest {
    private static final String ONE = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";

    private final Cluster cluster;
    private final Path folder;
    private final List<WireClient> clients = new ArrayList<>();
    private final String prefix = "p" + Long.toString(System.nanoTime(), 36) + "-";
    private @Nullable TestProxy proxy;

    LimitsTest(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    @AfterEach
    void close() throws IOException {
        for (WireClient each : clients) {
            each.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    private void proxy(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("access.proxies=127.0.0.1");
        proxy = TestProxy.before(cluster, all.toArray(String[]::new));
    }

    /** Connects from an address, through a load balancer. */
    private WireClient client(String address, String user) throws IOException {
        WireClient client = WireClient.connect(Objects.requireNonNull(proxy).port());
        clients.add(client);
        String to = address.contains(":") ? "TCP6 " + address + " ::1" : "TCP4 " + address + " 127.0.0.1";
        return client.send(("PROXY " + to + " 40000 6432\r\n").getBytes(US_ASCII), startupMessage(V3_0, "user", user));
    }

    private WireClient served(String address, String user) throws IOException {
        WireClient client = client(address, user);
        client.readUntil('Z');
        client.send(query("SELECT 1")).readUntil('Z');
        return client;
    }

    private WireMessage refused(String address, String user) throws IOException {
        List<WireMessage> heard = client(address, user).readToEnd();
        WireMessage last = heard.get(heard.size() - 1);
        assertThat(last.type()).isEqualTo('E');
        return last;
    }

    @Test
    void anAddressAtItsLimitIsRefusedUntilASessionEnds() throws Exception {
        proxy("limits.per-address=2");
        WireClient first = served(ONE, "new");
        served(ONE, "new." + prefix + "a");
        WireMessage refusal = refused(ONE, "new");
        assertThat(refusal.fields()).containsEntry('C', "53400");
        assertThat(refusal.fields().get('H')).contains("limits.per-address");
        assertThat(refused(ONE, "new." + prefix + "b").fields()).containsEntry('C', "53400");
        served(ONE, "new." + prefix + "a");
        served(OTHER, "new");
        served(OTHER, "new");
        first.close();
        served(ONE, "new");
    }

    @Test
    void allAddressesOfAnIpv6NetworkShareALimit() throws Exception {
        proxy("limits.per-address=1");
        served("2001:db8::1", "new");
        assertThat(refused("2001:db8::ffff:2", "new").fields()).containsEntry('C', "53400");
        served("2001:db8:0:1::1", "new");
    }

    @Test
    void anAddressMakesOnlySoManyDatabasesPerMinute() throws Exception {
        proxy("limits.creations-per-minute=3");
        served(ONE, "new");
        served(ONE, "new." + prefix + "a");
        served(ONE, "new." + prefix + "a");
        served(ONE, "reset." + prefix + "a");
        WireMessage refusal = refused(ONE, "new");
        assertThat(refusal.fields()).containsEntry('C', "53400");
        assertThat(refusal.fields().get('H')).matches("try again in \\d+ s.*");
        served(ONE, "new." + prefix + "a");
        served(OTHER, "new");
    }

    @Test
    void aRefusedRequestDoesNotCountAsACreation() throws Exception {
        proxy("limits.creations-per-minute=1");
        assertThat(refused(ONE, "copy." + prefix + "none").fields()).containsEntry('C', "3D000");
        served(ONE, "new");
        assertThat(refused(ONE, "new").fields()).containsEntry('C', "53400");
    }

    @Test
    void keysWithTheSamePrefixShareALimit() throws Exception {
        proxy("limits.key-prefixes." + prefix + "=1", "limits.key-prefixes." + prefix + "free-=0");
        WireClient first = served(ONE, "new." + prefix + "a");
        served(OTHER, "new." + prefix + "a");
        WireMessage refusal = refused(ONE, "new." + prefix + "b");
        assertThat(refusal.fields()).containsEntry('C', "53400");
        assertThat(refusal.fields().get('M')).contains(prefix);
        served(ONE, "new." + prefix + "free-c");
        served(ONE, "new.else" + prefix);
        for (WireClient each : clients) {
            each.close();
        }
        first.close();
        served(ONE, "new." + prefix + "b");
    }

    @Test
    void aDatabaseThatGrowsTooLargeIsReclaimed() throws Exception {
        proxy("limits.size=20MB", "reaper.interval=100ms");
        WireClient large = served(ONE, "new." + prefix + "large");
        WireClient small = served(ONE, "new." + prefix + "small");
        large.send(query("CREATE TABLE t AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 30000) AS i"));
        List<WireMessage> heard = large.readToEnd();
        assertThat(heard.get(heard.size() - 1).fields())
                .containsEntry('C', "57P01")
                .hasEntrySatisfying('M', text -> assertThat(text).contains("grown by more than limits.size"));
        assertThat(small.send(query("SELECT 1")).readUntil('Z')).hasSize(4);
    }

    @Test
    void theContentOfTheSourceDoesNotCountForTheSizeOfACopy() throws Exception {
        Path init = Files.writeString(
                folder.resolve("large.sql"),
                "CREATE TABLE t AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 30000) AS i");
        proxy(
                "templates." + prefix + "large.init=" + init,
                "limits.size=20MB",
                "reaper.interval=100ms",
                "databases.warm.min=0");
        WireClient untouched = served(ONE, "copy." + prefix + "large");
        served(ONE, "copy." + prefix + "large.source" + prefix).close();
        WireClient ofSnapshot = served(ONE, "copy.source" + prefix);
        WireClient grows = served(ONE, "copy." + prefix + "large");
        grows.send(query("CREATE TABLE more AS TABLE t"));
        List<WireMessage> heard = grows.readToEnd();
        assertThat(heard.get(heard.size() - 1).fields()).containsEntry('C', "57P01");
        for (WireClient each : List.of(untouched, ofSnapshot)) {
            assertThat(each.send(query("SELECT 1")).readUntil('Z')).hasSize(4);
        }
    }

    @Test
    void timeoutsAreSettingsOfTheRoleUnlessASessionOverridesThem() throws Exception {
        TestProxy own = TestProxy.before(
                cluster, "databases.statement-timeout=90s", "databases.idle-in-transaction-session-timeout=7min");
        proxy = own;
        try (Connection session = own.connect("new")) {
            assertThat(Sql.ask(session, "SHOW statement_timeout")).isEqualTo("90s");
            assertThat(Sql.ask(session, "SHOW idle_in_transaction_session_timeout"))
                    .isEqualTo("7min");
        }
        try (Connection session = own.connect("new", Map.of("options", "-c statement_timeout=5s"))) {
            assertThat(Sql.ask(session, "SHOW statement_timeout")).isEqualTo("5s");
        }
        own.reload("databases.statement-timeout=200ms");
        try (Connection session = own.connect("new")) {
            assertRefused("57014", () -> Sql.ask(session, "SELECT pg_sleep(30)"));
        }
    }
}
