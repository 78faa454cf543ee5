package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.TwoServers.isRefused;
import static org.dayfly.TwoServers.name;
import static org.dayfly.TwoServers.on;
import static org.dayfly.TwoServers.port;
import static org.dayfly.TwoServers.ports;
import static org.dayfly.TwoServers.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.ExternalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are drained, and the list of servers. */
final class DrainedServerTest {
    private final TwoServers both = TwoServers.start();
    private final ExternalServer first = both.first();
    private final ExternalServer second = both.second();

    @AfterEach
    void close() {
        both.close();
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

    private void drain(ExternalServer server, String command, String said) {
        CommandLineRun run = CommandLineRun.of(command, name(server), "--set", servers(first, second));
        assertThat(run.error()).isEmpty();
        assertThat(run.out()).contains(name(server) + said);
    }
}
