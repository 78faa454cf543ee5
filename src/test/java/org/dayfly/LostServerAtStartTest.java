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
import org.dayfly.cluster.ExternalServer;
import org.dayfly.server.registry.UnusableServerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are down when dayfly starts, or when they are added. */
final class LostServerAtStartTest {
    private final TwoServers both = TwoServers.start();
    private final ExternalServer first = both.first();
    private final ExternalServer second = both.second();

    @AfterEach
    void close() {
        both.close();
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
    void checkReportsAServerThatIsDownAndFailsOnlyIfAllAre() {
        second.kill();
        CommandLineRun run = CommandLineRun.of("check", "--set", servers(first, second));
        assertThat(run.error()).isEmpty();
        assertThat(run.out()).contains("server: admin@" + name(second) + ", not reachable now: cannot use");
        first.kill();
        assertThat(CommandLineRun.of("check", "--set", servers(first, second)).status())
                .isEqualTo(1);
    }
}
