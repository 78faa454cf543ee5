package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** If one side of a session ends, the other side gets all that was sent before, and then ends too. */
@ExtendWith(TestServer.class)
class EndOfSessionTest {
    private final Cluster cluster;
    private final TestProxy proxy;

    EndOfSessionTest(Cluster cluster) {
        this.cluster = cluster;
        this.proxy = TestProxy.before(cluster);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private WireClient client() throws Exception {
        WireClient client = WireClient.connect(proxy.port());
        client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
        client.readUntil('Z');
        return client;
    }

    private static String pid(WireClient client) throws Exception {
        List<WireMessage> answer =
                client.send(Packet.query("SELECT pg_backend_pid()")).readUntil('Z');
        byte[] row = answer.get(1).body();
        return new String(row, 6, row.length - 6, StandardCharsets.UTF_8);
    }

    private void awaitSleep(String pid) throws Exception {
        Eventually.sees(
                "the query runs",
                "PgSleep",
                () -> Sql.ask(cluster, "SELECT wait_event FROM pg_stat_activity WHERE pid = " + pid));
    }

    private void awaitEnd(String pid) throws Exception {
        Eventually.sees(
                "the backend has ended",
                "0",
                () -> Sql.ask(cluster, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid));
    }

    @Test
    void aQueryWhoseClientIsGoneIsCanceledAtOnce() throws Exception {
        String pid;
        long begun;
        try (WireClient client = client()) {
            pid = pid(client);
            client.send(Packet.query("SELECT pg_sleep(600)"));
            awaitSleep(pid);
            begun = System.nanoTime();
        }
        awaitEnd(pid);
        // PostgreSQL itself checks the connection of its client every two seconds.
        assertThat(System.nanoTime() - begun).isLessThan(1_500_000_000L);
    }

    @Test
    void aTerminateMessageDoesNotCancelTheQueryBeforeIt() throws Exception {
        String pid;
        try (WireClient client = client()) {
            pid = pid(client);
            client.send(Packet.query("CREATE TABLE t AS SELECT 1"), Packet.terminate());
            assertThat(client.readToEnd()).extracting(WireMessage::type).containsExactly('C', 'Z');
        }
        awaitEnd(pid);
    }

    @Test
    void aClientWhoseBackendIsTerminatedGetsTheErrorBeforeTheEnd() throws Exception {
        try (WireClient client = client()) {
            String pid = pid(client);
            assertThat(Sql.ask(cluster, "SELECT pg_terminate_backend(" + pid + ")"))
                    .isEqualTo("t");
            assertThat(client.readToEnd()).extracting(WireMessage::toString).containsExactly("E 57P01");
        }
    }

    @Test
    void aClientWhoseBackendIsTerminatedDuringCopyInGetsTheErrorBeforeTheEnd() throws Exception {
        try (WireClient client = client()) {
            String pid = pid(client);
            client.send(Packet.query("CREATE TABLE t (text text)")).readUntil('Z');
            client.send(Packet.query("COPY t FROM STDIN")).readUntil('G');
            Sql.ask(cluster, "SELECT pg_terminate_backend(" + pid + ")");
            List<WireMessage> end = client.readToEnd();
            assertThat(end).extracting(WireMessage::toString).containsExactly("E 57P01");
        }
    }

    @Test
    void aResultIsDeliveredWholeAfterATerminateMessage() throws Exception {
        try (WireClient client = client()) {
            client.send(Packet.query("SELECT repeat('x', 100) FROM generate_series(1, 50000)"), Packet.terminate());
            assertThat(client.readToEnd().stream().filter(message -> message.type() == 'D'))
                    .hasSize(50_000);
        }
    }
}
