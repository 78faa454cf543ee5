package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Secret;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.RegistryProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A crash of the server empties unlogged tables, also in sealed databases. dayfly then makes these databases again. */
final class UnloggedTablesTest {
    private static final String MAKER = "maker";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Set<String> BACK_SOON = Set.of("57P03", "57P01", "57P02", "08006", "08001");

    @TempDir
    private @Nullable Path folder;

    /** Two proxies before one server, with a maintenance role that has few rights. */
    private record Stage(ExternalServer server, Cluster cluster, TestProxy first, TestProxy second)
            implements AutoCloseable {
        static Stage of(int major, String... settings) throws SQLException {
            ExternalServer server = ExternalServer.start(major);
            ServerUrl url = server.url();
            String password = url.password().map(Secret::value).orElseThrow();
            try (Connection admin = ExternalCluster.at(url).connect("postgres")) {
                Sql.run(admin, "CREATE ROLE " + MAKER + " LOGIN CREATEDB CREATEROLE PASSWORD '" + password + "'");
            }
            Cluster cluster = ExternalCluster.at(new ServerUrl(MAKER, url.password(), url.host(), url.port()));
            return new Stage(server, cluster, TestProxy.before(cluster, settings), TestProxy.before(cluster, settings));
        }

        /** Kills a backend, as the system does when memory is short. All sessions end, and the server recovers. */
        void killABackend() throws SQLException {
            try (Connection victim = cluster.connect("postgres")) {
                long pid = Long.parseLong(Sql.ask(victim, "SELECT pg_backend_pid()"));
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            }
        }

        void kill() {
            server.kill();
            server.start();
        }

        void restart() {
            server.stop();
            server.start();
        }

        LeaseRows templates() {
            return RegistryProbe.on(cluster).all().templates();
        }

        String template() throws SQLException {
            return templates().inState("sealed").ofSource("fast").name();
        }

        @Override
        public void close() {
            first.close();
            second.close();
            server.close();
        }
    }

    /** Asks until the server is back and dayfly has made again what a crash emptied. */
    private static String asked(TestProxy proxy, String user, String question) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection session = proxy.connect(user)) {
                return Sql.ask(session, question);
            } catch (SQLException notYet) {
                if (!BACK_SOON.contains(String.valueOf(notYet.getSQLState())) || System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
        }
    }

    private Path script(String name, String sql) throws Exception {
        return Files.writeString(Objects.requireNonNull(folder).resolve(name), sql);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void unloggedTablesAreFullInEachCopyAfterACrashOrARestart(int major) throws Exception {
        Path fast = script("fast.sql", """
                CREATE UNLOGGED TABLE zip (id int GENERATED ALWAYS AS IDENTITY, code int);
                INSERT INTO zip (code) SELECT generate_series(1, 1000);
                CREATE TABLE part (i int) PARTITION BY RANGE (i);
                CREATE UNLOGGED TABLE low PARTITION OF part FOR VALUES FROM (1) TO (10);
                INSERT INTO part SELECT generate_series(1, 9);
                CREATE INDEX ON zip (code);
                """);
        Path begin = script("begin.sql", "CREATE UNLOGGED TABLE of_all AS SELECT 42 AS answer");
        Path plain = script("plain.sql", "CREATE TABLE logged AS SELECT 1 AS one");
        String rows = "SELECT (SELECT count(*) FROM zip) || ' ' || (SELECT count(*) FROM part) || ' '"
                + " || (SELECT relpersistence::text FROM pg_class WHERE relname = 'zip')";
        try (Stage stage = Stage.of(
                major,
                "templates.fast.init=" + fast,
                "templates.plain.init=" + plain,
                "databases.init=" + begin,
                "databases.warm.max=2")) {
            String plainTemplate = stage.templates().ofSource("plain").name();
            assertThat(asked(stage.first(), "copy.fast", rows)).isEqualTo("1000 9 u");
            try (Connection source = stage.first().connect("new.seed")) {
                Sql.run(source, "CREATE UNLOGGED TABLE u AS SELECT 1; CREATE TABLE logged AS SELECT 2");
            }
            assertThat(asked(stage.second(), "copy.seed", "SELECT count(*) FROM u"))
                    .isEqualTo("1");
            for (int crash = 0; crash < 2; crash++) {
                if (crash == 0) {
                    stage.kill();
                } else {
                    stage.killABackend();
                }
                for (TestProxy proxy : new TestProxy[] {stage.first(), stage.second(), stage.first()}) {
                    assertThat(asked(proxy, "copy.fast", rows)).isEqualTo("1000 9 u");
                    assertThat(asked(proxy, "new", "SELECT answer FROM of_all")).isEqualTo("42");
                    // dayfly does not refill the table of a user's own database, so the copies have it empty too.
                    assertThat(asked(
                                    proxy,
                                    "copy.seed",
                                    "SELECT (SELECT count(*) FROM u) || ' ' || count(*) FROM logged"))
                            .isEqualTo("0 1");
                }
                assertThat(stage.templates().inState("sealed").count()).isEqualTo(3);
            }
            assertThat(stage.templates().ofSource("plain").name())
                    .as("the template without unlogged tables is still the first one")
                    .isEqualTo(plainTemplate);
            String made = stage.template();
            stage.restart();
            assertThat(asked(stage.second(), "copy.fast", rows)).isEqualTo("1000 9 u");
            assertThat(stage.template())
                    .as("the template was made before the restart")
                    .isEqualTo(made);
        }
    }
}
