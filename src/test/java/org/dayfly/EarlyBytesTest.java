package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Packet.terminate;
import static org.dayfly.Packet.together;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client may send queries before its session is open. dayfly loses none of them, and keeps their order. */
@ExtendWith(TestServer.class)
final class EarlyBytesTest {
    private static final byte[] HELLO = startupMessage(V3_0, "user", "new");

    /** More bytes than the operating system buffers for a socket. */
    private static final long FLOOD = 64 << 20;

    private static final Duration STANDSTILL = Duration.ofMillis(400);

    private final Cluster cluster;
    private final TestProxy proxy;

    EarlyBytesTest(Cluster cluster) {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** The types of all messages after the first ReadyForQuery. */
    private static List<Character> types(WireClient client) throws IOException {
        client.readUntil('Z');
        return client.readToEnd().stream().map(WireMessage::type).toList();
    }

    @Test
    void answersQueriesThatAreSentRightAfterTheStartupMessage() throws IOException {
        byte[] all = together(HELLO, query("SELECT 1"), query("CREATE TABLE t ()"), terminate());
        for (int cut : new int[] {all.length, HELLO.length, HELLO.length + 3, HELLO.length - 1}) {
            try (WireClient client = WireClient.connect(proxy.port())) {
                client.send(Arrays.copyOf(all, cut)).send(Arrays.copyOfRange(all, cut, all.length));
                assertThat(types(client)).as("cut at %s", cut).containsExactly('T', 'D', 'C', 'Z', 'C', 'Z');
            }
        }
    }

    @Test
    void answersAQueryThatIsSentByteByByte() throws IOException {
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.sendBytewise(together(HELLO, query("SELECT 1"), terminate()));
            assertThat(types(client)).containsExactly('T', 'D', 'C', 'Z');
        }
    }

    @Test
    void answersManyEarlyQueriesInTheirOrder() throws IOException {
        byte[][] queries = new byte[2000][];
        for (int i = 0; i < queries.length; i++) {
            queries[i] = query("SELECT " + i);
        }
        try (WireClient client = WireClient.connect(proxy.port())) {
            client.send(HELLO, together(queries), terminate()).readUntil('Z');
            for (int i = 0; i < queries.length; i++) {
                WireMessage row = client.readUntil('Z').get(1);
                assertThat(new String(row.body(), 6, row.body().length - 6, US_ASCII))
                        .isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void answersAQueryThatIsSentRightAfterThePasswordMessage() throws Exception {
        try (TestProxy guarded = TestProxy.before(cluster, "access.password=secret");
                WireClient client = WireClient.connect(guarded.port())) {
            client.send(HELLO).prove("secret", query("SELECT 1"), terminate());
            assertThat(types(client)).containsExactly('T', 'D', 'C', 'Z');
        }
    }

    /** The registry is locked meanwhile, so that the session cannot open. */
    @Test
    void stopsReadingFromAClientUntilItsSessionIsOpen() throws Exception {
        try (Connection registry = cluster.connect("dayfly");
                SocketChannel flood =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()))) {
            registry.setAutoCommit(false);
            RegistryProbe.in(registry).lock();
            flood.write(ByteBuffer.wrap(HELLO));
            flood.configureBlocking(false);
            assertThat(accepted(flood)).isLessThan(FLOOD);
        }
    }

    /** How many bytes the socket accepts until it accepts none for a while. */
    private static long accepted(SocketChannel flood) throws IOException {
        long accepted = 0;
        long moved = System.nanoTime();
        while (accepted < FLOOD && System.nanoTime() - moved < STANDSTILL.toNanos()) {
            int more = flood.write(ByteBuffer.allocate(1 << 16));
            if (more > 0) {
                accepted += more;
                moved = System.nanoTime();
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return accepted;
    }
}
