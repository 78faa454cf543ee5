package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.dayfly.server.registry.UnusableServerException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three proxies in front of three servers, PostgreSQL 14, 16 and 18, as the settings name them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServersInPluralTest {
    private static final String VERSION = "SHOW server_version_num";

    private final List<ExternalServer> servers =
            List.of(ExternalServer.start(14), ExternalServer.start(16), ExternalServer.start(18));
    private final List<Cluster> clusters = servers.stream()
            .<Cluster>map(server -> ExternalCluster.at(server.url()))
            .toList();
    private final List<TestProxy> proxies =
            Stream.generate(() -> proxy("limits.per-address=0")).limit(3).toList();
    private final String key = "plural-" + Long.toString(System.nanoTime(), 36);

    private TestProxy proxy(String... settings) {
        return TestProxy.with(Stream.concat(Stream.of("servers=" + urls()), Stream.of(settings))
                .toArray(String[]::new));
    }

    private String urls() {
        return servers.stream().map(server -> text(server.url(), "127.0.0.1")).collect(Collectors.joining(","));
    }

    private static String text(ServerUrl url, String host) {
        return "postgresql://" + url.role() + ":"
                + url.password().orElseThrow().value().replace(" ", "%20") + "@" + host + ":" + url.port();
    }

    @AfterAll
    void stopServers() {
        proxies.forEach(TestProxy::close);
        clusters.forEach(Cluster::close);
        servers.forEach(ExternalServer::close);
    }

    @Test
    void newDatabasesAreSpreadEvenly() throws SQLException {
        List<Connection> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < 36; i++) {
                sessions.add(proxies.get(0).connect("new"));
            }
            Map<String, Long> byServer = new ConcurrentHashMap<>();
            for (Connection session : sessions) {
                byServer.merge(Sql.ask(session, VERSION), 1L, Long::sum);
            }
            assertThat(byServer).hasSize(3);
            assertThat(byServer.values()).allMatch(count -> count >= 8 && count <= 16);
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    @Test
    void aKeyHasOneDatabaseThroughAllProxies() throws Exception {
        for (int round = 0; round < 3; round++) {
            String shared = key + "-shared-" + round;
            Set<String> databases = ConcurrentHashMap.newKeySet();
            ConcurrentClients.act(12, 48, number -> {
                try (Connection session = proxies.get(number % 3).connect("new." + shared)) {
                    databases.add(Sql.ask(session, "SELECT current_database()"));
                }
            });
            assertThat(databases).hasSize(1);
        }
    }

    @Test
    void resetsThroughAllProxiesLeaveOneDatabase() throws Exception {
        String shared = key + "-reset";
        ConcurrentClients.act(9, 27, number -> {
            try (Connection session = proxies.get(number % 3).connect("reset." + shared)) {
                assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
            } catch (SQLException overtaken) {
                // A reset that began later ended this session.
                assertThat(overtaken.getSQLState()).isIn("57P01", "08006");
            }
        });
        int inService = 0;
        for (Cluster cluster : clusters) {
            inService += RegistryProbe.on(cluster).all().leased().ofKey(shared).count();
        }
        assertThat(inService).isEqualTo(1);
    }

    @Test
    void aCopyThroughAnotherProxyIsOnTheServerOfItsSource() throws SQLException {
        for (int i = 0; i < 6; i++) {
            String source = key + "-source-" + i;
            String version;
            try (Connection maker = proxies.get(0).connect("new." + source)) {
                version = Sql.ask(maker, VERSION);
                Sql.run(maker, "CREATE TABLE copied AS SELECT " + i + " AS number");
            }
            for (String user : List.of("copy." + source, "copy." + source + "." + source + "-copy")) {
                try (Connection copy = proxies.get(1).connect(user)) {
                    assertThat(Sql.ask(copy, VERSION)).isEqualTo(version);
                    assertThat(Sql.ask(copy, "SELECT number FROM copied")).isEqualTo(Integer.toString(i));
                }
            }
        }
    }

    @Test
    void aUrlLeadsToItsDatabaseThroughAnotherProxy() throws SQLException {
        for (int i = 0; i < 6; i++) {
            try (Connection maker = proxies.get(0).connect("new")) {
                Sql.run(maker, "CREATE TABLE made AS SELECT " + i + " AS number");
                String url = Sql.ask(maker, "SHOW dayfly.url")
                        .replace(
                                ":" + proxies.get(0).port() + "/",
                                ":" + proxies.get(2).port() + "/");
                try (Connection joined = proxies.get(2).connect(url)) {
                    assertThat(Sql.ask(joined, "SELECT number FROM made")).isEqualTo(Integer.toString(i));
                }
            }
        }
    }

    @Test
    void aCopyOfAnUnknownSourceIsRefusedAsOnOneServer() {
        assertThatThrownBy(() -> proxies.get(0).connect("copy." + key + "-missing"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("3D000"));
    }

    @Test
    void aKeyWhoseDatabaseCouldNotBeMadeIsFreeAgain() throws SQLException {
        String copy = key + "-later";
        assertThatThrownBy(() -> proxies.get(0).connect("copy." + key + "-none." + copy))
                .isInstanceOf(SQLException.class);
        assertThat(RegistryProbe.on(clusters.get(0)).inDirectory(new Key(copy))).isEqualTo("no row");
    }

    @Test
    void aFullServerLeavesNewDatabasesToTheOthers() throws SQLException {
        String full = "{url=\"" + text(servers.get(0).url(), "127.0.0.1") + "\",max=1,weight=1000}";
        String other = "{url=\"" + text(servers.get(1).url(), "127.0.0.1") + "\"}";
        List<Connection> sessions = new ArrayList<>();
        try (TestProxy proxy = TestProxy.with("servers=[" + full + "," + other + "]")) {
            for (int i = 0; i < 6; i++) {
                sessions.add(proxy.connect("new"));
            }
            assertThat(sessions).hasSize(6);
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
        }
    }

    @Test
    void aCreationThatAFullServerRefusesCountsOnceForTheServerThatMakesIt() throws SQLException {
        LeaseRows there = RegistryProbe.on(clusters.get(0)).all().leased();
        there.make().pinned();
        String full =
                "{url=\"" + text(servers.get(0).url(), "127.0.0.1") + "\",max=" + (there.count() + 1) + ",weight=1000}";
        String other = "{url=\"" + text(servers.get(1).url(), "127.0.0.1") + "\"}";
        List<Connection> sessions = new ArrayList<>();
        try (TestProxy alone = TestProxy.before(clusters.get(0));
                TestProxy proxy =
                        TestProxy.with("servers=[" + full + "," + other + "]", "limits.creations-per-minute=2")) {
            // The proxy with the limit does not know yet that the first server is full now.
            sessions.add(alone.connect("new"));
            sessions.add(proxy.connect("new"));
            sessions.add(proxy.connect("new"));
            assertRefused("53400", () -> proxy.connect("new"));
        } finally {
            for (Connection session : sessions) {
                session.close();
            }
            there.make().unpinned();
        }
    }

    private CommandLineRun command(String... arguments) {
        return CommandLineRun.of(Stream.concat(Stream.of(arguments), Stream.of("--set", "servers=" + urls()))
                .toArray(String[]::new));
    }

    @Test
    void commandsFindADatabaseOnWhicheverServerItIs() throws SQLException {
        for (int i = 0; i < 4; i++) {
            String shared = key + "-command-" + i;
            String name;
            try (Connection session = proxies.get(0).connect("new." + shared)) {
                name = Sql.ask(session, "SELECT current_database()");
                Sql.run(session, "CREATE TABLE used ()");
            }
            assertThat(command("ls").out())
                    .startsWith("SERVER ")
                    .containsPattern("127.0.0.1:\\d+ +" + name + " +database +" + shared);
            assertThat(command("show", shared).out())
                    .startsWith("name: " + name)
                    .containsPattern("server: 127.0.0.1:\\d+\n");
            assertThat(command("show", name).out()).contains("key: " + shared);
            CommandLineRun dropped = command("drop", shared);
            assertThat(dropped.out()).as(dropped.error()).isEqualTo(name + " is dropped\n");
            CommandLineRun gone = command("show", shared);
            assertThat(gone.error()).contains("there is no database or template \"" + shared + "\"");
            assertThat(gone.status()).isEqualTo(1);
        }
    }

    @Test
    void checkLooksAtAllServers() {
        assertThat(command("check").out().lines().filter(line -> line.startsWith("server: admin@127.0.0.1:")))
                .hasSize(3);
    }

    @Test
    void aServerThatIsListedTwiceIsRefused() {
        ServerUrl url = servers.get(0).url();
        assertThatThrownBy(() -> TestProxy.with("servers=" + text(url, "127.0.0.1") + "," + text(url, "localhost")))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageContainingAll("servers holds the same server twice", "127.0.0.1", "localhost");
    }
}
