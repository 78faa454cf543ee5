package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.value.SettingsException;
import org.dayfly.server.registry.UnusableServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are down at the start, that are added and removed by a reload, and that are drained. */
final class ServersComeAndGoTest {
    private static final String PORT = "SELECT inet_server_port()";

    private final ExternalServer first = ExternalServer.start(15);
    private final ExternalServer second = ExternalServer.start(18);

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static String servers(ExternalServer... servers) {
        return "servers="
                + Stream.of(servers)
                        .map(server -> "postgresql://admin:correct%20horse@127.0.0.1:"
                                + server.url().port())
                        .collect(Collectors.joining(","));
    }

    private static String name(ExternalServer server) {
        return "127.0.0.1:" + server.url().port();
    }

    private static String port(Connection session) throws SQLException {
        return Sql.ask(session, PORT);
    }

    private static String port(ExternalServer server) {
        return Integer.toString(server.url().port());
    }

    /** The servers of some new databases. */
    private static Set<String> ports(TestProxy proxy) throws SQLException {
        Set<String> ports = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            try (Connection session = proxy.connect("new")) {
                ports.add(port(session));
            }
        }
        return ports;
    }

    /** A connection that asks for a server by an option. */
    private static Connection on(TestProxy proxy, String user, ExternalServer server) throws SQLException {
        return proxy.connect(user, Map.of("options", "-c dayfly.server=" + name(server)));
    }

    private static void isRefused(String state, TestProxy proxy, String userOrUrl) {
        assertThatThrownBy(() -> proxy.connect(userOrUrl).close())
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo(state));
    }

    @Test
    void aServerThatIsDownAtTheStartIsUsedAsSoonAsItIsThere() throws Exception {
        String url;
        try (TestProxy before = TestProxy.with(servers(first, second));
                Connection session = on(before, "new.early", second)) {
            url = Sql.ask(session, "SHOW dayfly.url");
        }
        second.kill();
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            String issued = url.replaceAll(":\\d+/", ":" + proxy.port() + "/");
            assertThat(ports(proxy)).containsExactly(port(first));
            isRefused("57P03", proxy, "new.early");
            isRefused("57P03", proxy, issued);
            second.start();
            Eventually.holds("both servers are used", () -> ports(proxy).size() == 2);
            try (Connection session = proxy.connect("new.early");
                    Connection joined = proxy.connect(issued)) {
                assertThat(port(session)).isEqualTo(port(second));
                assertThat(port(joined)).isEqualTo(port(second));
            }
        }
    }

    @Test
    void keysWorkAgainOnceTheServerWithTheDirectoryIsThere() throws Exception {
        TestProxy.with(servers(first, second)).close();
        first.kill();
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            assertThat(ports(proxy)).containsExactly(port(second));
            isRefused("57P03", proxy, "new.later");
            first.start();
            Eventually.holds("the directory is used", () -> ports(proxy).size() == 2);
            try (Connection session = proxy.connect("new.later")) {
                assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void dayflyDoesNotStartIfNoServerIsThere() {
        first.kill();
        second.kill();
        assertThatThrownBy(() -> TestProxy.with(servers(first, second)))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageContaining("cannot use admin@127.0.0.1:");
    }

    @Test
    void aSecondServerComesByAReload() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first));
                Connection session = proxy.connect("new.before")) {
            Sql.run(session, "CREATE TABLE here AS SELECT 1 AS one");
            proxy.reload(servers(first, second));
            assertThat(ports(proxy)).containsExactlyInAnyOrder(port(first), port(second));
            try (Connection again = proxy.connect("new.before");
                    Connection joined = proxy.connect(Sql.ask(session, "SHOW dayfly.url"));
                    Connection other = on(proxy, "new.after", second)) {
                assertThat(Sql.ask(again, "SELECT one FROM here")).isEqualTo("1");
                assertThat(Sql.ask(joined, "SELECT one FROM here")).isEqualTo("1");
                assertThat(port(other)).isEqualTo(port(second));
            }
        }
    }

    @Test
    void aServerGoesByAReloadAndItsSessionsStay() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            Connection session = on(proxy, "new.going", second);
            String url = Sql.ask(session, "SHOW dayfly.url");
            proxy.reload(servers(first));
            assertThat(ports(proxy)).containsExactly(port(first));
            assertThat(port(session)).isEqualTo(port(second));
            proxy.connect(url).close();
            session.close();
            Eventually.holds("the server is gone", () -> {
                try (Connection joined = proxy.connect(url)) {
                    return joined == null;
                } catch (SQLException refusal) {
                    assertThat(refusal.getSQLState()).isIn("28P01", "57P03", "3D000");
                    return refusal.getSQLState().equals("28P01");
                }
            });
            isRefused("57P03", proxy, "new.going");
            proxy.reload(servers(first, second));
            try (Connection back = proxy.connect("new.going")) {
                assertThat(port(back)).isEqualTo(port(second));
            }
        }
    }

    @Test
    void aReloadThatCannotBeFollowedChangesNothing() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first))) {
            assertThatThrownBy(() -> proxy.reload(servers(first)
                            .replace("servers=", "servers=postgresql://nobody@127.0.0.1:" + port(second) + ",")))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("password");
            assertThat(ports(proxy)).containsExactly(port(first));
            proxy.reload(servers(first, second));
            assertThatThrownBy(() -> proxy.reload(servers(second, first)))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage(
                            "the directory of keys is on %1$s and cannot move while dayfly runs; keep this server"
                                    + " as it is, and write directory = \"%1$s\"",
                            name(first));
            proxy.reload(servers(second, first), "directory=" + name(first));
            for (ExternalServer each : new ExternalServer[] {first, second}) {
                try (Connection session = on(proxy, "new", each)) {
                    assertThat(port(session)).isEqualTo(port(each));
                }
            }
        }
    }

    @Test
    void aReloadThatFailedDoesNotBlockTheNext() throws Exception {
        ExternalServer third = ExternalServer.start(14);
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            String unfit = ",postgresql://nobody@127.0.0.1:" + port(first);
            assertThatThrownBy(() -> proxy.reload(servers(first, second, third) + unfit))
                    .isInstanceOf(SettingsException.class);
            proxy.reload(servers(first, second, third));
            try (Connection session = on(proxy, "new", third)) {
                assertThat(port(session)).isEqualTo(port(third));
            }
        } finally {
            third.close();
        }
    }

    @Test
    void theLastServerOfSeveralIsUsedWithTheOtherProxies() throws Exception {
        try (TestProxy several = TestProxy.with(servers(first, second));
                Connection before = on(several, "new.last", first);
                TestProxy restarted = TestProxy.with(servers(first));
                Connection after = restarted.connect("new.last")) {
            String database = "SELECT current_database()";
            assertThat(Sql.ask(after, database)).isEqualTo(Sql.ask(before, database));
            try (Connection fresh = restarted.connect("new.last-too");
                    Connection same = several.connect("new.last-too")) {
                assertThat(Sql.ask(same, database)).isEqualTo(Sql.ask(fresh, database));
            }
        }
    }

    @Test
    void keysOfARemovedServerThatHaveNoDatabaseAreFree() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            on(proxy, "new.freed", second).close();
            CommandLineRun.of("drop", "freed", "--set", servers(first, second));
            proxy.reload(servers(first));
            Eventually.holds("the key has no server", () -> {
                try (Connection session = proxy.connect("new.freed")) {
                    return port(session).equals(port(first));
                } catch (SQLException notYet) {
                    assertThat(notYet.getSQLState()).isEqualTo("57P03");
                    return false;
                }
            });
        }
    }

    @Test
    void theOnlyServerIsExchangedWhileItsSessionsGoOn() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first));
                Connection session = proxy.connect("new")) {
            String url = Sql.ask(session, "SHOW dayfly.url");
            proxy.reload(servers(second));
            assertThat(ports(proxy)).containsExactly(port(second));
            try (Connection joined = proxy.connect(url)) {
                assertThat(port(joined)).isEqualTo(port(first));
            }
        }
    }

    @Test
    void copiesOfTemplatesAndOfSourcesThatWereCopiedWorkWithoutTheDirectory(@TempDir Path folder) throws Exception {
        String template = "templates.seed.init="
                + Files.writeString(folder.resolve("seed.sql"), "CREATE TABLE seeded AS SELECT 3 AS three;");
        try (TestProxy proxy = TestProxy.with(servers(first, second), template)) {
            try (Connection source = on(proxy, "new.source", second)) {
                Sql.run(source, "CREATE TABLE kept AS SELECT 1 AS one");
            }
            proxy.connect("copy.source").close();
            first.kill();
            Eventually.holds("the directory is known to be lost", () -> {
                try (Connection unknown = proxy.connect("new.unknown")) {
                    return unknown == null;
                } catch (SQLException refusal) {
                    return refusal.getSQLState().equals("57P03");
                }
            });
            try (Connection copy = proxy.connect("copy.seed");
                    Connection ofSource = proxy.connect("copy.source")) {
                assertThat(Sql.ask(copy, "SELECT three FROM seeded")).isEqualTo("3");
                assertThat(port(ofSource)).isEqualTo(port(second));
            }
            isRefused("57P03", proxy, "reset.source");
            try (Connection source = proxy.connect("new.source")) {
                assertThat(Sql.ask(source, "SELECT one FROM kept")).isEqualTo("1");
            }
        }
    }

    @Test
    void theNameAndTheUrlOfAServerChangeByAReload() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second));
                Connection before = on(proxy, "new.renamed", second)) {
            String database = "SELECT current_database()";
            String group = "{ name = big, url = \"postgresql://admin:correct%20horse@%s:" + port(second) + "\" }";
            for (String host : List.of("127.0.0.1", "localhost")) {
                proxy.reload("servers=[\"" + servers(first).replace("servers=", "") + "\", " + group.replace("%s", host)
                        + "]");
                try (Connection after = proxy.connect("new.renamed");
                        Connection fresh = proxy.connect("new", Map.of("options", "-c dayfly.server=big"))) {
                    assertThat(Sql.ask(after, database)).isEqualTo(Sql.ask(before, database));
                    assertThat(port(fresh)).isEqualTo(port(second));
                }
                assertThatThrownBy(() -> proxy.connect("new", Map.of("options", "-c dayfly.server=small")))
                        .hasMessageContaining("Hint: there is PostgreSQL 15, big (PostgreSQL 18)");
            }
        }
    }

    @Test
    void aServerThatIsDownCanBeAdded() throws Exception {
        second.kill();
        try (TestProxy proxy = TestProxy.with(servers(first))) {
            proxy.reload(servers(first, second));
            assertThat(ports(proxy)).containsExactly(port(first));
            second.start();
            Eventually.holds("both servers are used", () -> ports(proxy).size() == 2);
        }
    }

    @Test
    void aProxyThatKnowsOfOneServerHandsOutNoKeysOfSeveral() throws Exception {
        try (TestProxy one = TestProxy.with(servers(first));
                Connection before = one.connect("new.shared")) {
            try (TestProxy several = TestProxy.with(servers(first, second));
                    Connection same = several.connect("new.shared");
                    Connection joined = one.connect("new.shared");
                    Connection fresh = one.connect("new")) {
                String database = "SELECT current_database()";
                assertThat(Sql.ask(same, database)).isEqualTo(Sql.ask(before, database));
                assertThat(Sql.ask(joined, database)).isEqualTo(Sql.ask(before, database));
                assertThat(port(fresh)).isEqualTo(port(first));
                isRefused("57P03", one, "new.another");
                one.reload(servers(first, second));
                one.connect("new.another").close();
                assertThatThrownBy(() -> TestProxy.with(servers(second)))
                        .isInstanceOf(UnusableServerException.class)
                        .hasMessageContaining("give all of them the same servers and the same directory");
            }
        }
        TestProxy.with(servers(second)).close();
    }

    @Test
    void aDrainedServerGetsNoNewDatabases() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            Connection session = on(proxy, "new.stays", second);
            drain(second, "drain", " is being drained: clients have 1 databases there");
            Eventually.holds("the proxy knows", () -> ports(proxy).size() == 1);
            assertThat(ports(proxy)).containsExactly(port(first));
            try (Connection joined = proxy.connect("new.stays")) {
                assertThat(port(joined)).isEqualTo(port(second));
            }
            session.close();
            try (Connection copy = proxy.connect("copy.stays")) {
                assertThat(port(copy)).isEqualTo(port(second));
            }
            assertThatThrownBy(() -> on(proxy, "new", second).close())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("57P03"));
            CommandLineRun.of("ls", "--set", servers(first, second))
                    .out()
                    .lines()
                    .filter(line ->
                            line.startsWith(name(second)) && line.contains(" database ") && !line.contains(" warm "))
                    .forEach(line -> CommandLineRun.of(
                            "drop", List.of(line.split(" +", -1)).get(1), "--set", servers(first, second)));
            assertThat(CommandLineRun.of("ls", "--set", servers(first, second)).out())
                    .contains(name(second) + " is drained: no client has a database there");
            try (Connection anew = proxy.connect("new.stays")) {
                assertThat(port(anew)).isEqualTo(port(first));
            }
            drain(second, "undrain", " takes new databases again");
            Eventually.holds("the server is used again", () -> ports(proxy).size() == 2);
        }
    }

    private void drain(ExternalServer server, String command, String said) {
        CommandLineRun run = CommandLineRun.of(command, name(server), "--set", servers(first, second));
        assertThat(run.error()).isEmpty();
        assertThat(run.out()).contains(name(server) + said);
    }

    @Test
    void theOnlyServerCanBeDrained() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first));
                Connection session = proxy.connect("new.stays")) {
            assertThat(CommandLineRun.of("drain", name(first), "--set", servers(first))
                            .status())
                    .isZero();
            Eventually.holds("new databases are refused", () -> {
                try (Connection fresh = proxy.connect("new")) {
                    return fresh == null;
                } catch (SQLException refusal) {
                    return refusal.getSQLState().equals("57P03");
                }
            });
            isRefused("57P03", proxy, "new.another");
            proxy.connect("new.stays").close();
            assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aClientChoosesItsServerByNameOrByVersion() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            for (ExternalServer wanted : new ExternalServer[] {first, second}) {
                String version = wanted == first ? "15" : "18";
                for (int i = 0; i < 5; i++) {
                    try (Connection byName = on(proxy, "new", wanted);
                            Connection byVersion =
                                    proxy.connect("new", Map.of("options", "-c dayfly.version=" + version));
                            Connection keyed = proxy.connect(
                                    "new.by-" + version + "-" + i, Map.of("options", "-c dayfly.version=" + version))) {
                        assertThat(port(byName)).isEqualTo(port(wanted));
                        assertThat(port(byVersion)).isEqualTo(port(wanted));
                        assertThat(port(keyed)).isEqualTo(port(wanted));
                    }
                }
            }
            assertThatThrownBy(() -> proxy.connect("new", Map.of("options", "-c dayfly.version=17")))
                    .hasMessageContaining("there is no server of PostgreSQL 17")
                    .hasMessageContaining("Hint: there is PostgreSQL 15, PostgreSQL 18");
            assertThatThrownBy(() -> proxy.connect("new", Map.of("options", "-c dayfly.version=x")))
                    .hasMessageContaining("invalid value for parameter \"dayfly.version\": \"x\"");
            assertThatThrownBy(() -> proxy.connect("new.wished", Map.of("options", "-c dayfly.server=db9")))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("22023"));
        }
    }

    @Test
    void checkReportsAServerThatIsDownAndFailsOnlyIfAllAre() {
        second.kill();
        CommandLineRun run = CommandLineRun.of("check", "--set", servers(first, second));
        assertThat(run.error()).isEmpty();
        assertThat(run.out()).contains("server: admin@" + name(second) + ", not reachable now: cannot use");
        first.kill();
        assertThat(CommandLineRun.of("check", "--set", servers(first, second)).status())
                .isEqualTo(1);
    }

    @Test
    void serversListsWhatEachServerHas() throws Exception {
        try (TestProxy proxy = TestProxy.with(servers(first, second), "databases.max=10");
                Connection session = on(proxy, "new.listed", first)) {
            assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
            second.kill();
            CommandLineRun run =
                    CommandLineRun.of("servers", "--set", servers(first, second), "--set", "databases.max=10");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.error()).contains("cannot use admin@" + name(second));
            String[] lines = run.out().lines().toArray(String[]::new);
            assertThat(lines[0].split(" {2,}"))
                    .containsExactly(
                            "NAME",
                            "VERSION",
                            "STATE",
                            "DATABASES",
                            "SESSIONS",
                            "WARM",
                            "FREE",
                            "ROUND TRIP",
                            "DAYFLIES");
            assertThat(lines[1]).matches(name(first) + " +15\\.\\d+ +in use +1 +1 +\\d+ +9 +\\d+\\.\\d ms +1");
            assertThat(lines[2]).matches(name(second) + " +- +unreachable +-.*");
        }
    }
}
