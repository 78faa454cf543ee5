package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.sql.Connection;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator can change something by the status page, and nobody else can. */
@ExtendWith(TestServer.class)
final class PageCommandsTest {
    private final TestProxy proxy;
    private final PageClient page;

    PageCommandsTest(Cluster cluster) {
        proxy = TestProxy.before(cluster, "status.listen=127.0.0.1:0", "status.password=" + PageClient.PASSWORD);
        page = PageClient.of(proxy);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private Config database(String key) throws Exception {
        return page.json("databases/" + key);
    }

    @Test
    void extendsAndPinsADatabase() throws Exception {
        try (Connection session = proxy.connect("new.longer")) {
            Sql.run(session, "SELECT 1");
            assertThat(page.command("databases/longer/extend?for=5h"))
                    .startsWith("200 ")
                    .contains(" expires: ");
            assertThat(database("longer").getLong("left")).isBetween(17_900L, 18_000L);
            assertThat(page.command("databases/longer/pin")).startsWith("200 ").contains("is pinned");
            assertThat(database("longer").getBoolean("pinned")).isTrue();
            assertThat(page.command("databases/longer/extend?for=90s")).startsWith("200 ");
            assertThat(database("longer").getBoolean("pinned")).isFalse();
        }
    }

    @Test
    void looksIntoADatabase() throws Exception {
        try (Connection session = proxy.connect("new.full")) {
            Sql.run(session, "CREATE TABLE item AS SELECT generate_series(1, 3)");
            Config content = ConfigFactory.parseString(
                    page.post("/api/v1/databases/full/content", "dayfly-operator", PageClient.PASSWORD)
                            .body());
            Config table = content.getConfigList("tables").get(0);
            assertThat(table.getString("name")).isEqualTo("public.item");
            assertThat(table.getString("rows")).isEqualTo("3");
            assertThat(content.getConfigList("statements").get(0).getString("statement"))
                    .contains("CREATE TABLE item");
            assertThat(page.post("/api/v1/databases/full/content").statusCode()).isEqualTo(403);
        }
        String warm = page.json("databases").getConfigList("databases").stream()
                .filter(each -> each.getString("state").equals("warm"))
                .findFirst()
                .orElseThrow()
                .getString("name");
        assertThat(page.command("databases/" + warm + "/content"))
                .startsWith("409 ")
                .contains("only these can be looked into");
    }

    @Test
    void theListKnowsOfACommandAtOnce() throws Exception {
        try (Connection session = proxy.connect("new.gone")) {
            String name = Sql.ask(session, "SELECT current_database()");
            assertThat(page.database(name)).isPresent();
            assertThat(page.command("databases/" + name + "/drop")).startsWith("200 ");
            assertThat(page.database(name)).isEmpty();
        }
    }

    @Test
    void drainsAServer() throws Exception {
        String name = server().getString("name");
        try {
            assertThat(page.command("servers/" + name + "/drain"))
                    .isEqualTo("200 {\"done\":\"" + name + " is being drained\"}");
            Eventually.holds("the page tells it", () -> server().getBoolean("draining"));
        } finally {
            assertThat(page.command("servers/" + name + "/undrain")).startsWith("200 ");
        }
        Eventually.holds("the page tells it", () -> !server().getBoolean("draining"));
    }

    private Config server() throws Exception {
        return page.json("overview").getConfigList("servers").get(0);
    }

    @Test
    void saysWhyACommandFails() throws Exception {
        assertThat(page.command("databases/nowhere/drop"))
                .startsWith("404 {\"error\":\"there is no database or template \\\"nowhere\\\"\",\"hint\":\"");
        assertThat(page.command("databases/%3Cb%3E/pin")).startsWith("404 ").contains("neither the name");
        assertThat(page.command("servers/nowhere/drain"))
                .startsWith("404 ")
                .contains("there is no server", "the servers are");
        assertThat(page.command("databases/x/extend?for=soon"))
                .startsWith("400 ")
                .contains("for=90s");
        assertThat(page.command("databases/x/explode")).startsWith("404 ");
        List<? extends Config> warm = page.json("databases").getConfigList("databases").stream()
                .filter(each -> each.getString("kind").equals("template"))
                .toList();
        assertThat(page.command("databases/" + warm.get(0).getString("name") + "/pin"))
                .startsWith("200 ");
        assertThat(page.command("databases/" + warm.get(0).getString("name") + "/extend?for=1h"))
                .startsWith("409 ")
                .contains("is a template");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dayfly-operator: wrong",
                "dayfly-operator: correct horse; origin: http://evil.example",
                "dayfly-operator: correct horse; origin: null",
                "dayfly-operator: correct horse; sec-fetch-site: cross-site",
                "dayfly-operator: correct horse; sec-fetch-site: same-site",
                "authorization: Basic OmNvcnJlY3QgaG9yc2U="
            })
    void nobodyElseChangesAnything(String headers) throws Exception {
        try (Connection session = proxy.connect("new.stays")) {
            var answer = page.post("/api/v1/databases/stays/drop", headers.split(": |; ", -1));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
            assertThat(Sql.ask(session, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void withoutThePasswordAnswersNothing() throws Exception {
        for (String path : List.of("/", "/api/v1/overview", "/api/v1/databases", "/api/v1/events", "/nowhere")) {
            assertThat(page.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(page.get(path).body()).isEqualTo("the password is missing or wrong\n");
        }
    }

    /** GET never changes anything: another site can make a browser send it. */
    @Test
    void aCommandIsAPost() throws Exception {
        assertThat(page.get("/api/v1/databases/x/drop", "dayfly-operator", PageClient.PASSWORD)
                        .statusCode())
                .isEqualTo(404);
    }
}
