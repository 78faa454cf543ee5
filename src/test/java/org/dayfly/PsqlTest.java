package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** psql works with dayfly as with any server. */
@ExtendWith(TestServer.class)
final class PsqlTest {
    private final TestProxy proxy;

    PsqlTest(Cluster cluster) {
        proxy = TestProxy.before(cluster);
    }

    @BeforeAll
    static void isInstalled() {
        assumeTrue(Programs.isInstalled("psql"), "psql is not installed");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** The exit status and the output of psql. */
    private record Run(int status, String output) {}

    private Run psql(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("psql", "-X"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process psql = builder.start();
        psql.getOutputStream().close();
        String output = new String(psql.getInputStream().readAllBytes(), UTF_8);
        assertThat(psql.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(psql.exitValue(), output.strip());
    }

    /** The environment that names the proxy and the user {@code new}. */
    private Map<String, String> asNew() {
        return Map.of(
                "PGHOST", "127.0.0.1", "PGPORT", "" + proxy.port(), "PGUSER", "new", "PGOPTIONS", "-cdayfly.notice=0");
    }

    @Test
    void printsAUrlThatLeadsBackToTheDatabase() throws Exception {
        Run first = psql(asNew(), "-Atqc", "CREATE TABLE kept (a int)", "-c", "SHOW dayfly.url");
        assertThat(first.status()).as(first.output()).isZero();
        assertThat(first.output()).matches("postgresql://\\S+");
        assertThat(psql(Map.of(), "-Atqc", "SELECT count(*) FROM kept", first.output()))
                .isEqualTo(new Run(0, "0"));
    }

    @Test
    void printsTheNotice() throws Exception {
        Run run = psql(Map.of(), "-Atqc", "SELECT 1", "postgresql://new@127.0.0.1:" + proxy.port() + "/");
        assertThat(run.output())
                .containsPattern("NOTICE: +new database dayfly_\\w+, until .* or 10 min unused")
                .containsPattern("DETAIL: +postgresql://")
                .endsWith("1");
    }

    @Test
    void printsTheErrorAndItsHint() throws Exception {
        Run run = psql(
                Map.of("PGOPTIONS", "-c dayfly.ttl=25h"),
                "-Atqc",
                "SELECT 1",
                "postgresql://new@127.0.0.1:" + proxy.port() + "/");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.output()).contains("FATAL:", "dayfly.ttl", "HINT:", "at most 1 d");
    }

    @Test
    void saysThatDayflyDoesNotSupportSsl() throws Exception {
        Run run =
                psql(Map.of(), "-Atqc", "SELECT 1", "postgresql://new@127.0.0.1:" + proxy.port() + "/?sslmode=require");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.output()).contains("server does not support SSL");
    }

    @Test
    void copiesInAndOut() throws Exception {
        Run run = psql(
                asNew(),
                "-Atqc",
                "CREATE TABLE t AS SELECT i, repeat('x', 100) FROM generate_series(1, 20000) i",
                "-c",
                "\\copy t to program 'cat > /dev/null'",
                "-c",
                "\\copy t (i) from program 'seq 5000'",
                "-c",
                "SELECT count(*) FROM t");
        assertThat(run).isEqualTo(new Run(0, "25000"));
    }
}
