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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.value.SettingsException;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that a reload adds, changes and removes. */
final class ServersComeAndGoTest {
    private final TwoServers both = TwoServers.start();
    private final ExternalServer first = both.first();
    private final ExternalServer second = both.second();

    @AfterEach
    void close() {
        both.close();
    }

    @Test
    void aSecondServerComesByAReload() throws Exception {
        String database = "SELECT current_database()";
        try (TestProxy proxy = TestProxy.with(servers(first));
                Connection session = proxy.connect("new")) {
            Map<String, String> before = new HashMap<>();
            for (int i = 0; i < 8; i++) {
                try (Connection keyed = proxy.connect("new.before-" + i)) {
                    before.put("new.before-" + i, Sql.ask(keyed, database));
                }
            }
            proxy.reload(servers(first, second));
            for (Map.Entry<String, String> each : before.entrySet()) {
                try (Connection again = proxy.connect(each.getKey())) {
                    assertThat(Sql.ask(again, database)).isEqualTo(each.getValue());
                }
            }
            try (Connection joined = proxy.connect(Sql.ask(session, "SHOW dayfly.url"));
                    Connection fresh = on(proxy, "new", second);
                    Connection keyed = on(proxy, "new.after", second)) {
                assertThat(Sql.ask(joined, database)).isEqualTo(Sql.ask(session, database));
                assertThat(port(fresh)).isEqualTo(port(second));
                assertThat(port(keyed)).isEqualTo(port(second));
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
            Eventually.sees(
                    "dayfly has left the server that was opened in vain",
                    "0",
                    () -> Sql.ask(
                            ExternalCluster.at(third.url()),
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = 'dayfly'"));
            // By another name: the server that was opened in vain is forgotten.
            proxy.reload("servers=[\""
                    + servers(first, second).replace("servers=", "").replace(",", "\", \"")
                    + "\", { name = third, url = \"" + servers(third).replace("servers=", "") + "\" }]");
            try (Connection session = proxy.connect("new", Map.of("options", "-c dayfly.server=third"))) {
                assertThat(port(session)).isEqualTo(port(third));
            }
        } finally {
            third.close();
        }
    }

    @Test
    void keysOfARemovedServerThatHaveNoDatabaseAreFree() throws Exception {
        RegistryProbe directory = RegistryProbe.on(ExternalCluster.at(first.url()));
        Key key = new Key("freed");
        try (TestProxy proxy = TestProxy.with(servers(first, second))) {
            on(proxy, "new.freed", second).close();
            CommandLineRun.of("drop", "freed", "--set", servers(first, second));
            assertThat(directory.inDirectory(key)).endsWith(" 1 t");
            proxy.reload(servers(first));
            Eventually.sees("the key has no server", "no row", () -> directory.inDirectory(key));
            try (Connection session = proxy.connect("new.freed")) {
                assertThat(port(session)).isEqualTo(port(first));
            }
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
}
