package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import com.typesafe.config.Config;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the status page tells as JSON. */
@ExtendWith(TestServer.class)
final class PageApiTest {
    private static final String MARKUP = "</script><img src=x onerror=alert(1)>&\"'\\";

    private final TestProxy proxy;
    private final PageClient page;

    PageApiTest(Cluster cluster) {
        proxy = TestProxy.before(cluster, "status.listen=127.0.0.1:0", "status.password=" + PageClient.PASSWORD);
        page = PageClient.of(proxy);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void listsADatabaseWithItsKeyItsClientAndItsNote() throws Exception {
        try (Connection session =
                proxy.connect("new.listed", Map.of("options", "-c dayfly.note=ShopTest.buys -c dayfly.ttl=2h"))) {
            Config listed =
                    page.database(Sql.ask(session, "SELECT current_database()")).orElseThrow();
            assertThat(listed.getString("key")).isEqualTo("listed");
            assertThat(listed.getString("kind")).isEqualTo("database");
            assertThat(listed.getString("state")).isEqualTo("leased");
            assertThat(listed.getString("client")).isEqualTo("127.0.0.1");
            assertThat(listed.getString("note")).isEqualTo("ShopTest.buys");
            assertThat(listed.getInt("sessions")).isEqualTo(1);
            assertThat(listed.getLong("size")).isGreaterThan(1 << 20);
            assertThat(listed.getLong("left")).isBetween(7000L, 7200L);
            assertThat(listed.getBoolean("pinned")).isFalse();
        }
    }

    @Test
    void showsOneDatabaseByItsKey() throws Exception {
        try (Connection session = proxy.connect("new.shown")) {
            assertThat(page.json("databases/shown").getString("name"))
                    .isEqualTo(Sql.ask(session, "SELECT current_database()"));
        }
    }

    @Test
    void tellsWhichServersThereAreAndWhatIsWarm() throws Exception {
        try (Connection session = proxy.connect("new")) {
            Config overview = page.json("overview");
            assertThat(overview.getInt("sessions")).isEqualTo(1);
            assertThat(overview.getString("place")).endsWith(":" + proxy.port());
            assertThat(overview.getBoolean("actions")).isTrue();
            assertThat(overview.getBoolean("closing")).isFalse();
            Config server = overview.getConfigList("servers").get(0);
            assertThat(server.getBoolean("up")).isTrue();
            assertThat(server.getString("version"))
                    .isEqualTo(Sql.ask(session, "SHOW server_version").replaceAll(" .*", ""));
            assertThat(server.getConfigList("warm").get(0).getInt("wanted")).isPositive();
            assertThat(overview.getLongList("handouts")).hasSize(120).contains(1L);
        }
    }

    @Test
    void tellsOfHandOutsAndDrops() throws Exception {
        String name;
        try (Connection session = proxy.connect("new.told")) {
            name = Sql.ask(session, "SELECT current_database()");
            Config handOut = page.events("handout").get(0);
            assertThat(handOut.getString("database")).isEqualTo(name);
            assertThat(handOut.getString("key")).isEqualTo("told");
            assertThat(handOut.getString("client")).isEqualTo("127.0.0.1");
        }
        assertThat(page.command("databases/told/drop")).isEqualTo("200 {\"done\":\"" + name + " is dropped\"}");
        Config drop = page.events("drop").stream()
                .filter(each -> each.getString("database").equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(drop.getString("reason")).isEqualTo("dropped");
        long last = page.json("events").getLong("last");
        assertThat(page.json("events?after=" + last).getConfigList("events")).isEmpty();
        assertThat(page.json("events?after=" + (drop.getLong("id") - 1)).getConfigList("events"))
                .isNotEmpty();
    }

    @Test
    void tellsOfRefusedClients() throws Exception {
        assertRefused("28000", () -> proxy.connect("nobody").close());
        Config refusal = page.events("refusal").get(0);
        assertThat(refusal.getString("user")).isEqualTo("nobody");
        assertThat(refusal.getString("sqlstate")).isEqualTo("28000");
        assertThat(refusal.getString("client")).isEqualTo("127.0.0.1");
        assertThat(refusal.getString("message")).contains("nobody");
        assertThat(refusal.getString("hint")).isNotEmpty();
    }

    /** A browser that takes the answer for HTML finds no tag there. */
    @Test
    void writesWhatClientsWriteAsJson() throws Exception {
        String odd = MARKUP + "\u0001\u001b[31m\u2028\u202e😀";
        assertRefused("28000", () -> proxy.connect("new." + odd).close());
        try (Connection session = proxy.connect(
                "new",
                Map.of(
                        "options",
                        "-c dayfly.note=" + MARKUP.replaceAll("[ \\\\]", "\\\\$0"),
                        "ApplicationName",
                        MARKUP))) {
            String name = Sql.ask(session, "SELECT current_database()");
            String events = page.get("/api/v1/events", "dayfly-operator", PageClient.PASSWORD)
                    .body();
            String list = page.get("/api/v1/databases", "dayfly-operator", PageClient.PASSWORD)
                    .body();
            assertThat(events + list)
                    .doesNotContain("<", ">", "&")
                    .matches("\\P{Cntrl}*")
                    .doesNotContain("\u2028", "\u202e");
            assertThat(page.events("refusal").get(0).getString("user")).isEqualTo("new." + odd);
            assertThat(page.database(name).orElseThrow().getString("note")).isEqualTo(MARKUP);
        }
    }

    @Test
    void cutsWhatIsTooLong() throws Exception {
        assertRefused("28000", () -> proxy.connect("x".repeat(2000)).close());
        Config refusal = page.events("refusal").get(0);
        assertThat(refusal.getString("user")).hasSizeLessThan(600);
        assertThat(refusal.getString("message")).hasSizeLessThan(600);
    }

    /** A password that dayfly issues is for the client alone. */
    @Test
    void tellsNoPasswordOfADatabase() throws Exception {
        try (Connection session = proxy.connect("new.secret")) {
            String password = URI.create(Sql.ask(session, "SHOW dayfly.url"))
                    .getUserInfo()
                    .split(":", -1)[1];
            StringBuilder all = new StringBuilder();
            for (String path : List.of(
                    "", "api/v1/overview", "api/v1/events", "api/v1/databases", "metrics", "api/v1/databases/secret")) {
                all.append(page.get("/" + path, "dayfly-operator", PageClient.PASSWORD)
                        .body());
            }
            assertThat(all.toString()).contains("secret").doesNotContain(password, PageClient.PASSWORD);
        }
    }

    @Test
    void aBrowserRunsNothingButThePagesOwnScript() throws Exception {
        var answer = page.get("/", "dayfly-operator", PageClient.PASSWORD);
        String html = answer.body();
        String policy = answer.headers().firstValue("content-security-policy").orElse("");
        assertThat(policy)
                .contains("default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'")
                .contains("script-src 'sha256-" + hash(html, "<script>", "</script>") + "'")
                .contains("style-src 'sha256-" + hash(html, "<style>", "</style>") + "'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(html).doesNotContain("http://", "https://", " src=", "innerHTML", " style=", " onclick");
    }

    private static String hash(String html, String begin, String end) throws Exception {
        String text = html.substring(html.indexOf(begin) + begin.length(), html.indexOf(end));
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return java.util.Base64.getEncoder().encodeToString(hash);
    }
}
