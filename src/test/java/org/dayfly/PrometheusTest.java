package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes dayfly, and evaluates the rules for alarms. */
@ExtendWith(TestServer.class)
final class PrometheusTest {
    private static final Path RULES = Path.of("src/site/monitoring/alerts.yml");

    private final Cluster cluster;
    private final Path folder;
    private final int port = FreePort.find();

    PrometheusTest(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    @Test
    void scrapesDayflyAndKnowsTheRules() throws Exception {
        assumeTrue(Programs.isInstalled("prometheus"), "prometheus is not installed");
        try (TestProxy proxy = TestProxy.before(cluster, "status.listen=127.0.0.1:0", "status.password=sesame")) {
            Process prometheus = start(proxy);
            try {
                proxy.connect("new").close();
                Eventually.matches(
                        "the server is up",
                        it -> it.contains("\"1\"]"),
                        () -> query("dayfly_server_up{job=\"dayfly\"}"));
                Eventually.matches(
                        "a hand-out is counted",
                        it -> it.contains("\"1\"]"),
                        () -> query("sum(dayfly_handout_seconds_count)"));
                Eventually.matches(
                        "the rules are evaluated",
                        it -> it.contains("\"health\":\"ok\"") && !it.contains("\"health\":\"unknown\""),
                        () -> get("/api/v1/rules"));
                assertThat(get("/api/v1/rules")).doesNotContain("\"health\":\"err\"", "\"state\":\"firing\"");
            } finally {
                prometheus.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void promtoolFindsNoFault() throws Exception {
        assumeTrue(Programs.isInstalled("promtool"), "promtool is not installed");
        assertThat(promtool("", "check", "rules", RULES.toString())).contains("SUCCESS: 8 rules found");
        try (TestProxy proxy = TestProxy.before(cluster, "status.listen=127.0.0.1:0")) {
            proxy.connect("new.some").close();
            StringBuilder own = new StringBuilder();
            StatusProbe.of(proxy).metrics().stream()
                    .filter(line -> line.matches("(# [A-Z]+ )?dayfly_.*"))
                    .forEach(line -> own.append(line).append('\n'));
            assertThat(own).contains("dayfly_handout_seconds_bucket");
            assertThat(promtool(own.toString(), "check", "metrics")).isEmpty();
        }
    }

    /** What promtool says, if it finds no fault. */
    private static String promtool(String input, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = "promtool";
        System.arraycopy(words, 0, command, 1, words.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Process start(TestProxy proxy) throws IOException {
        Path settings = Files.writeString(folder.resolve("prometheus.yml"), """
                global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: dayfly
                    basic_auth: { username: prometheus, password: sesame }
                    static_configs: [ { targets: ["%s"] } ]
                """.formatted(
                        RULES.toAbsolutePath(), URI.create(proxy.statusUrl()).getAuthority()));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private String query(String query) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    }

    /** The answer of Prometheus; empty while it starts. */
    private String get(String path) throws IOException, InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.net.ConnectException e) {
            return "";
        }
    }
}
