package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients on this host may connect by a Unix socket, as to PostgreSQL. */
@ExtendWith(TestServer.class)
final class LocalSocketTest {
    private final Cluster cluster;
    private final Path folder;

    LocalSocketTest(Cluster cluster, @TempDir Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    @BeforeAll
    static void psqlIsInstalled() {
        assumeTrue(Programs.isInstalled("psql"), "psql is not installed");
    }

    private TestProxy proxy(String... more) {
        return TestProxy.before(
                cluster,
                Stream.concat(Stream.of("unix-socket.directory=" + folder), Stream.of(more))
                        .toArray(String[]::new));
    }

    private String psql(String... arguments) throws Exception {
        Process psql = new ProcessBuilder(Stream.concat(Stream.of("psql", "-XAtq"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        psql.getOutputStream().close();
        String said = new String(psql.getInputStream().readAllBytes(), UTF_8);
        assertThat(psql.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said.strip();
    }

    private String asNew(TestProxy proxy, String sql) throws Exception {
        return psql("-h", folder.toString(), "-p", "" + proxy.port(), "-U", "new", "-c", sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void psqlConnectsByTheDirectoryOfTheSocket(String transport) throws Exception {
        try (TestProxy proxy = proxy("transport=" + transport, "access.networks=10.0.0.0/8")) {
            assertThat(asNew(proxy, "SELECT 6 * 7")).endsWith("42");
            String url = asNew(proxy, "SHOW dayfly.url").replaceFirst("(?s).*(?=postgresql://)", "");
            assertThat(psql("-c", "SELECT 1", url)).isEqualTo("1");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void clientsOfTheSocketNeedNoTls() throws Exception {
        try (TestProxy proxy = proxy(TestCertificates.shown("require", "server"))) {
            assertThat(asNew(proxy, "SELECT 1")).endsWith("1");
        }
    }

    @Test
    void theSocketHasTheModeOfTheSettings() throws Exception {
        try (TestProxy proxy = proxy("unix-socket.mode=0710")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(".s.PGSQL." + proxy.port()))))
                    .isEqualTo("rwx--x---");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void theSocketHasItsModeBeforeAClientCanConnect(String transport) throws Exception {
        int port = freePort();
        Path socket = folder.resolve(".s.PGSQL." + port);
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> firstModeOf(socket));
        try (TestProxy proxy = proxy("listen=127.0.0.1:" + port, "unix-socket.mode=0600", "transport=" + transport)) {
            assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo("rw-------");
            assertThat(folder.toFile().list()).containsExactly(".s.PGSQL." + proxy.port());
        }
    }

    private static String firstModeOf(Path socket) {
        while (true) {
            try {
                return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
            } catch (NoSuchFileException e) {
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private int freePort() {
        try (TestProxy proxy = proxy()) {
            return proxy.port();
        }
    }

    @Test
    void doesNotReplaceTheSocketOfAProgramThatIsTooBusyToAccept() throws Exception {
        int port = freePort();
        Path taken = folder.resolve(".s.PGSQL." + port);
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(taken), 1);
            fillBacklog(taken, waiting);
            assertThatThrownBy(() -> proxy("listen=127.0.0.1:" + port).close())
                    .hasMessageContaining("another program may listen");
            assertThat(taken).exists();
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    private static void fillBacklog(Path socket, List<SocketChannel> waiting) throws IOException {
        boolean room = true;
        while (room) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            waiting.add(channel);
            channel.configureBlocking(false);
            try {
                room = channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (SocketException e) {
                room = false;
            }
        }
    }

    @Test
    void doesNotReplaceAFileThatIsNoSocket() throws Exception {
        int port = freePort();
        Path file = Files.writeString(folder.resolve(".s.PGSQL." + port), "kept");
        assertThatThrownBy(() -> proxy("listen=127.0.0.1:" + port).close()).hasMessageContaining("which is no socket");
        assertThat(file).hasContent("kept");
    }

    @Test
    void doesNotDeleteTheSocketOfItsSuccessor() throws Exception {
        Path socket;
        try (TestProxy proxy = proxy();
                ServerSocketChannel successor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket = folder.resolve(".s.PGSQL." + proxy.port());
            Files.delete(socket);
            successor.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void replacesTheSocketThatAKilledProxyLeft(String transport) throws Exception {
        int port;
        try (TestProxy proxy = proxy()) {
            port = proxy.port();
        }
        Path left = folder.resolve(".s.PGSQL." + port);
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }
        assertThat(left).exists();
        try (TestProxy proxy = proxy("listen=127.0.0.1:" + port, "transport=" + transport)) {
            assertThat(asNew(proxy, "SELECT 1")).endsWith("1");
        }
    }

    @Test
    void doesNotStartWhereAnotherProgramListens() throws Exception {
        int port;
        try (TestProxy proxy = proxy()) {
            port = proxy.port();
        }
        Path taken = folder.resolve(".s.PGSQL." + port);
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(taken));
            assertThatThrownBy(() -> proxy("listen=127.0.0.1:" + port).close())
                    .hasMessageContaining("another program listens");
            assertThat(taken).exists();
        }
    }

    @Test
    void doesNotStartWithoutTheDirectoryOfTheSocket() {
        assertThatThrownBy(() -> TestProxy.before(cluster, "unix-socket.directory=" + folder.resolve("nowhere"))
                        .close())
                .hasMessageContaining("unix-socket.directory");
    }
}
