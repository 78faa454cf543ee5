package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.TwoServers.name;
import static org.dayfly.TwoServers.on;
import static org.dayfly.TwoServers.servers;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The status page of a dayfly with two servers. */
final class PageOfSeveralServersTest {
    private final TwoServers both = TwoServers.start();
    private final TestProxy proxy = TestProxy.with(
            servers(both.first(), both.second()),
            "status.listen=127.0.0.1:0",
            "status.password=" + PageClient.PASSWORD);
    private final PageClient page = PageClient.of(proxy);

    @AfterEach
    void close() {
        proxy.close();
        both.close();
    }

    private Config listOf(String server) throws Exception {
        return page.json("databases").getConfigList("servers").stream()
                .filter(each -> each.getString("name").equals(server))
                .findFirst()
                .orElseThrow();
    }

    private List<String> serversOf(String key) throws Exception {
        return page.json("databases").getConfigList("databases").stream()
                .filter(each -> each.hasPath("key") && each.getString("key").equals(key))
                .map(each -> each.getString("server"))
                .toList();
    }

    @Test
    void aServerThatDoesNotAnswerKeepsItsLastList() throws Exception {
        String slow = name(both.first());
        String well = name(both.second());
        try (Connection one = on(proxy, "new.one", both.first());
                Connection two = on(proxy, "new.two", both.second())) {
            Sql.run(one, "SELECT 1");
            Sql.run(two, "SELECT 1");
            assertThat(serversOf("one")).containsExactly(slow);
            assertThat(listOf(slow).getBoolean("stale")).isFalse();
            both.first().hang(true);
            Eventually.holds("the list is stale", () -> listOf(slow).getBoolean("stale"));
            assertThat(listOf(slow).getString("problem")).isNotEmpty();
            assertThat(listOf(well).getBoolean("stale")).isFalse();
            assertThat(serversOf("one")).containsExactly(slow);
            assertThat(page.command("databases/" + Sql.ask(two, "SELECT current_database()") + "/drop"))
                    .startsWith("200 ");
            assertThat(serversOf("two")).isEmpty();
            both.first().hang(false);
            Eventually.holds("the list is fresh", () -> !listOf(slow).getBoolean("stale"));
        }
    }

    @Test
    void tellsWhichServerIsLostAndWhichHasTheDirectory() throws Exception {
        assertThat(overview(both.first().url().port()).getBoolean("directory")).isTrue();
        assertThat(overview(both.second().url().port()).getBoolean("directory")).isFalse();
        both.second().stop();
        Eventually.holds(
                "the page tells it", () -> !overview(both.second().url().port()).getBoolean("up"));
        assertThat(overview(both.first().url().port()).getBoolean("up")).isTrue();
        Eventually.holds("the list is stale", () -> listOf(name(both.second())).getBoolean("stale"));
    }

    private Config overview(int port) throws Exception {
        return page.json("overview").getConfigList("servers").stream()
                .filter(each -> each.getString("name").endsWith(":" + port))
                .findFirst()
                .orElseThrow();
    }
}
