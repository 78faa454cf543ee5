package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.value.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dayfly refuses a pooler between itself and its server at start. It needs sessions of PostgreSQL's own. */
final class PoolerTest {
    private final Path folder;

    PoolerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "options,extra_float_digits"})
    void refusesAPoolerBeforeItMakesAnything(String ignored) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/pgbouncer")), "there is no pgbouncer");
        try (ExternalServer server = ExternalServer.start(18)) {
            int port = FreePort.find();
            Process pooler = start(server, port, ignored);
            try {
                Eventually.holds("the pooler listens", () -> listens(port));
                CommandLineRun run =
                        CommandLineRun.of("check", "--set", "servers=postgresql://admin:any@127.0.0.1:" + port);
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.error())
                        .contains("a connection pooler, such as pgbouncer", "put PostgreSQL's own address in servers")
                        .hasLineCount(1);
            } finally {
                pooler.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void acceptsAServerWithoutAPooler() throws Exception {
        try (ExternalServer server = ExternalServer.start(18)) {
            CommandLineRun run = CommandLineRun.of("check", "--set", "servers=" + server.url("127.0.0.1"));
            assertThat(run.error()).isEmpty();
            assertThat(run.status()).isZero();
        }
    }

    private Process start(ExternalServer server, int port, String ignored) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String password = server.url().password().map(Secret::value).orElseThrow();
        Path settings = Files.writeString(
                folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=admin password='%s'
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                ignore_startup_parameters = %s
                """.formatted(server.url().port(), password, port, ignored));
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
        }
        command.addAll(List.of("/usr/sbin/pgbouncer", settings.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
    }

    private static boolean listens(int port) {
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return open.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
