package org.dayfly.server.ready;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.dayfly.backend.BackendConnector;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.ServerEncryption;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.TestServer;
import org.dayfly.config.Transport;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.registry.Credentials;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.transport.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A login on a whole server that nobody wants any more ends. A login that meets a dying server is tried once more. */
@ExtendWith(TestServer.class)
final class InstanceLoginTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final DatabaseName NAME = new DatabaseName("dayfly_aaaaaaaaaa");

    private final Sockets sockets = Sockets.open(Transport.AUTO);
    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final InstanceLogin login;

    InstanceLoginTest(Cluster cluster) throws IOException {
        login = new InstanceLogin(
                new ServerLogin(
                        new BackendConnector(sockets, ServerEncryption.of(ServerTls.NONE)),
                        cluster,
                        new Credentials(new byte[32]),
                        ProtocolVersion.V3_0),
                new OneInstance(new InetSocketAddress(server.getInetAddress(), server.getLocalPort())),
                new BlockingTasks(Runnable::run),
                new Delays(timer, System::nanoTime));
    }

    @AfterEach
    void close() throws IOException {
        timer.shutdownNow();
        server.close();
        sockets.close();
    }

    /** Says where the server of the test is. */
    private record OneInstance(SocketAddress at) implements Instances {
        @Override
        public SortedSet<Integer> majors() {
            return new TreeSet<>(Set.of(18));
        }

        @Override
        public int major(String name) {
            return 18;
        }

        @Override
        public Optional<String> lacking() {
            return Optional.empty();
        }

        @Override
        public void make(String name, int major) {
            throw new AssertionError(name);
        }

        @Override
        public SocketAddress address(String name) {
            return at;
        }

        @Override
        public Connection connect(String name) {
            throw new AssertionError(name);
        }

        @Override
        public OptionalLong size(String name) {
            return OptionalLong.empty();
        }

        @Override
        public void remove(String name) {
            throw new AssertionError(name);
        }

        @Override
        public Path setAside(String name) {
            throw new AssertionError(name);
        }

        @Override
        public Set<String> names() {
            return Set.of();
        }
    }

    /** The next connection of dayfly. The test fails if dayfly neither connects nor sends anything in time. */
    private Socket accepted() throws IOException {
        server.setSoTimeout(PATIENCE_MILLIS);
        Socket connection = server.accept();
        connection.setSoTimeout(PATIENCE_MILLIS);
        return connection;
    }

    private CompletableFuture<BackendSession> open() {
        StartupProfile profile = new StartupProfile(StartupParameters.of(Map.of()), new HostPort("localhost", 6432));
        return login.openAhead(sockets.loops().get(0), NAME, profile);
    }

    @Test
    void aCanceledLoginClosesItsConnection() throws IOException {
        CompletableFuture<BackendSession> opening = open();
        try (Socket connection = accepted()) {
            assertThat(connection.getInputStream().read()).isZero();
            opening.cancel(false);
            assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void aLoginIsTriedOnceMoreIfTheServerDies() throws IOException {
        CompletableFuture<BackendSession> opening = open();
        accepted().close();
        accepted().close();
        assertThat(opening)
                .failsWithin(Duration.ofMillis(PATIENCE_MILLIS))
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void aServerThatRecoversIsTriedAgain() throws IOException {
        CompletableFuture<BackendSession> opening = open();
        for (int i = 0; i < 3; i++) {
            try (Socket connection = accepted()) {
                byte[] fields =
                        "SFATAL\0VFATAL\0C57P03\0Mthe database system is in recovery mode\0\0".getBytes(US_ASCII);
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                out.writeByte('E');
                out.writeInt(fields.length + 4);
                out.write(fields);
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            }
        }
        try (Socket connection = accepted()) {
            assertThat(connection.isConnected()).isTrue();
            assertThat(opening).isNotDone();
            opening.cancel(false);
        }
    }
}
