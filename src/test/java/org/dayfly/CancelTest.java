package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.V3_2;
import static org.dayfly.Packet.cancelRequest;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;

import com.ongres.scram.common.exception.ScramException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cancel request cancels the query of its own session only. dayfly never answers a cancel request. */
@ExtendWith(TestServer.class)
final class CancelTest {
    private static final int REQUESTS = 3000;
    private static final String FOR_EVER = "SELECT pg_sleep(3600)";

    private final TestProxy proxy;
    private final Cluster cluster;

    CancelTest(Cluster cluster) {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** The process id and the secret key of a session, from BackendKeyData. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Key(int pid, byte[] secret) {
        static Key in(List<WireMessage> greeting) {
            ByteBuffer body = greeting.stream()
                    .filter(message -> message.type() == 'K')
                    .findFirst()
                    .orElseThrow()
                    .buffer();
            int pid = body.getInt();
            byte[] secret = new byte[body.remaining()];
            body.get(secret);
            return new Key(pid, secret);
        }
    }

    private WireClient session() throws IOException {
        return WireClient.connect(proxy.port());
    }

    /** Sends a cancel request, and checks that dayfly closes the connection without an answer. */
    private void cancel(int pid, byte[] secret) throws IOException {
        try (WireClient client = WireClient.connect(proxy.port())) {
            assertThat(client.send(cancelRequest(pid, secret)).readBytesToEnd()).isEmpty();
        }
    }

    private void untilBusy(int pid) throws Exception {
        try (Connection server = cluster.connect("postgres")) {
            Eventually.sees(
                    "a query runs",
                    "1",
                    () -> Sql.ask(
                            server, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "2, 45", "9999, 45"})
    void theKeyHasTheLengthOfTheProtocolVersionAndCancelsTheQuery(int minor, int length) throws Exception {
        try (WireClient client = session()) {
            Key key = Key.in(
                    client.send(startupMessage(V3_0 | minor, "user", "new")).readUntil('Z'));
            assertThat(key.secret()).hasSize(length);
            client.send(query(FOR_EVER));
            untilBusy(key.pid());
            cancel(key.pid(), key.secret());
            assertThat(client.readUntil('Z')).extracting(WireMessage::toString).contains("E 57014");
        }
    }

    @Test
    void backendKeyDataHasTheProcessIdOfTheBackend() throws IOException {
        try (WireClient client = session()) {
            Key key = Key.in(client.send(startupMessage(V3_2, "user", "new")).readUntil('Z'));
            client.send(query("SELECT pg_backend_pid()"));
            WireMessage row = client.readUntil('Z').get(1);
            assertThat(new String(row.body(), 6, row.body().length - 6, US_ASCII))
                    .isEqualTo(String.valueOf(key.pid()));
        }
    }

    @Test
    void aWrongKeyCancelsNothing() throws Exception {
        try (Connection holder = proxy.connect("new");
                WireClient waiting = session();
                WireClient other = session()) {
            Sql.ask(holder, "SELECT pg_advisory_lock(1)");
            Key key = join(waiting, URI.create(Sql.ask(holder, "SHOW dayfly.url")));
            Key others = Key.in(other.send(startupMessage(V3_0, "user", "new")).readUntil('Z'));
            waiting.send(query("SELECT pg_advisory_lock(1)"));
            untilBusy(key.pid());
            byte[] wrong = key.secret().clone();
            wrong[wrong.length - 1] ^= 1;
            cancel(key.pid(), wrong);
            cancel(key.pid(), others.secret());
            cancel(others.pid(), key.secret());
            cancel(key.pid(), Arrays.copyOf(key.secret(), 5));
            cancel(key.pid() + 1_000_000, key.secret());
            Sql.ask(holder, "SELECT pg_advisory_unlock(1)");
            assertThat(waiting.readUntil('Z')).extracting(WireMessage::type).containsExactly('T', 'D', 'C', 'Z');
        }
    }

    private static Key join(WireClient client, URI url) throws IOException, ScramException {
        String[] roleAndPassword = url.getUserInfo().split(":", 2);
        client.send(startupMessage(V3_0, "user", roleAndPassword[0])).prove(roleAndPassword[1]);
        return Key.in(client.readUntil('Z'));
    }

    @Test
    void theKeyOfAnEndedSessionCancelsNothing() throws Exception {
        Key key;
        try (WireClient client = session()) {
            key = Key.in(client.send(startupMessage(V3_0, "user", "new")).readUntil('Z'));
            client.send(Packet.terminate());
            assertThat(client.readToEnd()).isEmpty();
        }
        cancel(key.pid(), key.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0", "3.2"})
    void aDriverCancelsItsOwnStatement(String version) throws Exception {
        try (Connection connection = proxy.connect("new", Map.of("socketTimeout", "30", "protocolVersion", version));
                Statement statement = connection.createStatement()) {
            int pid = Integer.parseInt(Sql.ask(connection, "SELECT pg_backend_pid()"));
            CompletableFuture<Void> canceled = CompletableFuture.runAsync(() -> {
                try {
                    untilBusy(pid);
                    statement.cancel();
                } catch (Exception e) {
                    throw new AssertionError("not canceled", e);
                }
            });
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute(FOR_EVER))
                    .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("57014"));
            canceled.join();
            assertThat(Sql.ask(connection, "SELECT 'still here'")).isEqualTo("still here");
        }
    }

    @Test
    void thousandsOfRequestsWithWrongKeysCancelNoOtherQuery() throws Exception {
        ExecutorService attackers = Executors.newFixedThreadPool(8);
        try (WireClient client = session();
                WireClient other = session()) {
            Key key = Key.in(client.send(startupMessage(V3_2, "user", "new")).readUntil('Z'));
            Key others = Key.in(other.send(startupMessage(V3_2, "user", "new")).readUntil('Z'));
            List<CompletableFuture<Void>> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                byte[] guess = ByteBuffer.allocate(32).putInt(i).array();
                requests.add(CompletableFuture.runAsync(() -> request(key.pid(), guess), attackers));
            }
            while (!requests.stream().allMatch(CompletableFuture::isDone)) {
                client.send(query("SELECT 1"));
                assertThat(client.readUntil('Z')).extracting(WireMessage::type).containsExactly('T', 'D', 'C', 'Z');
                other.send(query(FOR_EVER));
                untilBusy(others.pid());
                cancel(others.pid(), others.secret());
                assertThat(other.readUntil('Z'))
                        .extracting(WireMessage::toString)
                        .contains("E 57014");
            }
            assertThat(requests).noneMatch(CompletableFuture::isCompletedExceptionally);
        } finally {
            attackers.shutdown();
        }
        try (Connection next = proxy.connect("new")) {
            assertThat(next.isValid(5)).isTrue();
        }
    }

    private void request(int pid, byte[] secret) {
        try {
            cancel(pid, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
