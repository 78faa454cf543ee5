package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dayfly resolves the name of a server again when the address has changed. A slow resolver blocks no open session. */
final class MovedServerTest {
    private static final String NAME = "db.example";
    private static final String HERE = "127.0.0.1 localhost " + NAME + "\n";
    private static final String MOVED = "127.0.0.1 localhost\n127.0.0.2 " + NAME + "\n";

    @Test
    void connectsToTheAddressThatTheNameHasNow(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, HERE);
        try (ExternalServer server = ExternalServer.start(18);
                ServedFolder state = ServedFolder.create();
                ServeProcess dayfly = start(state, server, hosts)) {
            String url;
            try (Connection session = TestProxy.connect(dayfly.port(), "new")) {
                Sql.run(session, "CREATE TABLE kept AS SELECT 7 AS id");
                url = Sql.ask(session, "SHOW dayfly.url");
            }
            server.stop();
            server.moveTo("127.0.0.2");
            server.start();
            assertThat(served(dayfly.port())).as("served at the old address").isFalse();

            Files.writeString(hosts, MOVED);
            // Clients are served before the 30 s are over for which the JDK would cache the old address.
            Eventually.holds("clients are served", () -> served(dayfly.port()));
            try (Connection session = TestProxy.connect(dayfly.port(), url)) {
                assertThat(Sql.ask(session, "SELECT id FROM kept")).isEqualTo("7");
            }
        }
    }

    @Test
    void aResolverThatDoesNotAnswerBlocksNoOpenSession(@TempDir Path folder) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, HERE);
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (ExternalServer server = ExternalServer.start(18);
                ServedFolder state = ServedFolder.create();
                ServeProcess dayfly = start(state, server, hosts);
                Connection session = TestProxy.connect(dayfly.port(), "new", Map.of("socketTimeout", "5"))) {
            Files.delete(hosts);
            assertThat(new ProcessBuilder("mkfifo", hosts.toString()).start().waitFor())
                    .isZero();
            client.execute(() -> {
                while (dayfly.isRunning()) {
                    served(dayfly.port());
                }
            });
            // The file opens as soon as the resolver reads it. The resolver then waits, because nothing is written yet.
            try (OutputStream silent = Files.newOutputStream(hosts)) {
                long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
                while (System.nanoTime() < end) {
                    assertThat(Sql.ask(session, "SELECT 7")).isEqualTo("7");
                }
                silent.write(HERE.getBytes(UTF_8));
            }
        } finally {
            client.shutdownNow();
        }
    }

    private static ServeProcess start(ServedFolder state, ExternalServer server, Path hosts) throws Exception {
        return ServeProcess.start(
                state,
                List.of("-Djdk.net.hosts.file=" + hosts),
                "servers=" + server.url(NAME),
                "reaper.interval=100ms",
                "login-deadline=2s");
    }

    private static boolean served(int port) {
        try (Connection session = TestProxy.connect(port, "new")) {
            return session.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }
}
