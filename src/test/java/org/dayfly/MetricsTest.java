package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.cluster.embedded.ServedFolder;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics say what happened, and what there is. */
@ExtendWith(TestServer.class)
final class MetricsTest {
    private static final Logger log = LoggerFactory.getLogger(MetricsTest.class);
    private static final Path PAGE = Path.of("src/site/markdown/monitoring.md");
    private static final Path EXAMPLES = Path.of("src/site/monitoring");
    private static final String SERVER = "server=\"embedded\"";

    private final TestProxy proxy;
    private final StatusProbe probe;

    MetricsTest(Cluster cluster) {
        proxy = TestProxy.before(
                cluster, "status.listen=127.0.0.1:0", "reaper.interval=100ms", "access.role-networks=[127.0.0.0/8]");
        probe = StatusProbe.of(proxy);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private void sees(String metric, String value) throws Exception {
        Eventually.sees(metric, value, () -> probe.metric(metric));
    }

    @Test
    void countsHandOutsByKind() throws Exception {
        try (Connection first = proxy.connect("new.shop")) {
            Sql.run(first, "CREATE TABLE item (id int)");
        }
        try (Connection joined = proxy.connect("new.shop")) {
            assertThat(Sql.ask(joined, "SELECT count(*) FROM item")).isEqualTo("0");
        }
        try (Connection copy = proxy.connect("copy.shop")) {
            assertThat(Sql.ask(copy, "SELECT count(*) FROM item")).isEqualTo("0");
        }
        sees("dayfly_handout_seconds_count{kind=\"joined\"," + SERVER + ",warm=\"true\"}", "1");
        sees("dayfly_handout_seconds_count{kind=\"copy\"," + SERVER + ",warm=\"false\"}", "1");
        assertThat(probe.metrics().stream()
                        .filter(line -> line.startsWith("dayfly_handout_seconds_count{kind=\"database\"," + SERVER)))
                .singleElement()
                .asString()
                .endsWith(" 1");
        sees("dayfly_sessions_opened_total", "3.0");
        sees("dayfly_sessions", "0.0");
    }

    @Test
    void countsWhatIsThereAndWhatIsDropped() throws Exception {
        String leased = "dayfly_databases{kind=\"database\"," + SERVER + ",state=\"leased\"}";
        double before = Double.parseDouble("0" + probe.metric(leased));
        try (Connection session = proxy.connect("new")) {
            Sql.run(session, "CREATE TABLE item (id int)");
            sees("dayfly_sessions", "1.0");
            sees(leased, String.valueOf(before + 1));
            sees("dayfly_databases_max{" + SERVER + "}", "200.0");
            Eventually.matches(
                    "databases are warm",
                    it -> it.equals("2.0"),
                    () -> probe.metric("dayfly_warm_ready{kind=\"database\"," + SERVER + "}"));
        }
        proxy.connect("new", Map.of("options", "-c dayfly.after=drop")).close();
        sees("dayfly_reclaimed_total{reason=\"after_use\"," + SERVER + "}", "1.0");
        assertThat(probe.metric("dayfly_drop_seconds_count{kind=\"database\"," + SERVER + "}"))
                .isNotIn("", "0");
        assertThat(probe.metric("dayfly_create_seconds_count{kind=\"database\"," + SERVER + "}"))
                .isNotIn("", "0");
    }

    @Test
    void countsRefusalsByKind() throws Exception {
        assertThat(probe.metric("dayfly_refused_total{kind=\"gone\"}")).isEqualTo("0.0");
        assertThatThrownBy(() -> proxy.connect("copy.nothing")).isInstanceOf(SQLException.class);
        sees("dayfly_refused_total{kind=\"gone\"}", "1.0");
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(new byte[] {'G', 'E', 'T', ' ', '/', ' ', 'H', 'T'});
            sees("dayfly_refused_total{kind=\"malformed\"}", "1.0");
        }
    }

    @Test
    void countsCancelRequests() throws Exception {
        try (Connection session = proxy.connect("new")) {
            session.unwrap(org.postgresql.PGConnection.class).cancelQuery();
            sees("dayfly_cancels_total{outcome=\"sent\"}", "1.0");
        }
        assertThat(probe.metric("dayfly_cancels_total{outcome=\"unknown\"}")).isEqualTo("0.0");
    }

    /** Labels that grow with keys, databases or clients would fill a Prometheus. */
    @Test
    void noLabelHasAKeyADatabaseOrAClient() throws Exception {
        try (Connection session = proxy.connect("new.grows")) {
            String name = Sql.ask(session, "SELECT current_database()");
            assertThat(String.join("\n", probe.metrics())).doesNotContain("grows", name, "127.0.0.1", "password");
        }
    }

    @Test
    void measuresJavaAndTheConnectionsToTheRegistry() throws Exception {
        probe.metrics();
        proxy.connect("new.some").close();
        assertThat(names(probe.metrics()))
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_gc_memory_allocated_bytes_total",
                        "process_files_open_files",
                        "process_uptime_seconds",
                        "netty_allocator_memory_used",
                        "hikaricp_connections_active",
                        "dayfly_event_loop_lag_seconds",
                        "dayfly_threads_queued",
                        "dayfly_build_info");
    }

    @Test
    void manyDatabasesAddNothingToTheAnswer() throws Exception {
        try (ServedFolder folder = ServedFolder.create();
                TestProxy other = TestProxy.with(
                        "embedded.directory=" + folder.path(), "status.listen=127.0.0.1:0", "reaper.interval=1h")) {
            StatusProbe many = StatusProbe.of(other);
            int before = String.join("\n", many.metrics()).length();
            RegistryProbe.on(folder.cluster()).addResting(3000);
            Eventually.sees(
                    "they are counted",
                    "3000.0",
                    () -> many.metric("dayfly_databases{kind=\"database\"," + SERVER + ",state=\"leased\"}"));
            long begun = System.nanoTime();
            int after = String.join("\n", many.metrics()).length();
            log.info(
                    "/metrics with 3,000 databases: {} bytes in {} ms", after, (System.nanoTime() - begun) / 1_000_000);
            assertThat(after).isLessThan(before + 10_000);
        }
    }

    @Test
    void thePageExplainsEachMetricOfDayfly() throws Exception {
        proxy.connect("new.some").close();
        String page = Files.readString(PAGE);
        Set<String> own = names(probe.metrics()).stream()
                .filter(name -> name.startsWith("dayfly_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(own).hasSizeGreaterThan(15);
        assertThat(own.stream().filter(name -> !page.contains("| `" + name + "`")))
                .isEmpty();
    }

    /** The dashboard and the alerts ask for metrics that exist. */
    @Test
    void theExamplesNameNoOtherMetric() throws Exception {
        Set<String> known = Pattern.compile("\\| `(\\w+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.toList()) {
                assertThat(asked(file))
                        .as(file.toString())
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(name.replaceFirst("_(bucket|count|sum|max)$", ""))
                                .isIn(known));
            }
        }
    }

    private static Set<String> asked(Path file) throws IOException {
        return Pattern.compile("\\b(?:dayfly|jvm|process|hikaricp|netty)_\\w+")
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of the metrics, as their TYPE lines have them. */
    private static Set<String> names(List<String> scrape) {
        return scrape.stream()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .filter(name -> !name.endsWith("_seconds_max"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
