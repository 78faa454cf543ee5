package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that gets no session receives one error, and then the connection ends. */
@ExtendWith(TestServer.class)
final class RefusalTest {

    private final Cluster cluster;

    RefusalTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 5_000_000})
    void aRefusalReachesAClientThatHadSentMore(int bytes) throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster);
                WireClient client = WireClient.connect(proxy.port())) {
            client.send(startupMessage(V3_0, "user", "newton"), new byte[bytes]);
            assertThat(client.readToEnd()).extracting(WireMessage::toString).containsExactly("E 28000");
            assertThat(client.wasReset()).isFalse();
        }
    }

    @Test
    void aLateRefusalReachesAClientThatHadSentMore() throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster);
                WireClient client = WireClient.connect(proxy.port())) {
            client.send(startupMessage(V3_0, "user", "new", "DateStyle", "nonsense"), query("SELECT 1"));
            assertThat(client.readToEnd()).extracting(WireMessage::toString).containsExactly("E 22023");
            assertThat(client.wasReset()).isFalse();
        }
    }

    @Test
    void aLoginThatTakesTooLongIsRefused() throws IOException {
        try (TestProxy proxy = TestProxy.before(cluster, "login-deadline=1s", "access.password=secret");
                WireClient silent = WireClient.connect(proxy.port());
                WireClient slow = WireClient.connect(proxy.port());
                WireClient forgetful = WireClient.connect(proxy.port())) {
            slow.send(new byte[2]);
            forgetful.send(startupMessage(V3_0, "user", "new"));
            for (WireClient client : List.of(silent, slow, forgetful)) {
                assertThat(client.readToEnd()).last().hasToString("E 57P03");
            }
        }
    }

    @Test
    void aClientIsRefusedAtOnceWhenTooManyWaitForTheirSessions() throws Exception {
        String key = "half-open-" + Long.toString(System.nanoTime(), 36);
        try (TestProxy proxy = TestProxy.before(cluster, "limits.half-open=1", "databases.copy-wait=60s");
                WireClient waiting = waitingForACopy(proxy, RegistryProbe.on(cluster), key)) {
            assertThat(waiting.readUntil('Z')).last().hasToString("Z");
            try (WireClient third = WireClient.connect(proxy.port())) {
                assertThat(third.send(sslRequest()).readByte()).isEqualTo('N');
            }
        }
    }

    /** A client that waited until the source of its copy was at rest. Meanwhile, another client was refused. */
    private static WireClient waitingForACopy(TestProxy proxy, RegistryProbe registry, String key) throws Exception {
        try (Connection source = proxy.connect("new." + key)) {
            Sql.run(source, "CREATE TABLE t ()");
            WireClient waiting = WireClient.connect(proxy.port());
            waiting.send(startupMessage(V3_0, "user", "copy." + key));
            Eventually.holds(
                    "the client waits for its source to be at rest",
                    () -> registry.all().leased().ofKey(key).areCopied());
            try (WireClient second = WireClient.connect(proxy.port())) {
                assertThat(second.readToEnd()).extracting(WireMessage::toString).containsExactly("E 53300");
            }
            return waiting;
        }
    }

    @Test
    void aClientThatGaveUpLeavesNoDatabaseAndNoWarning() throws Exception {
        try (HeardLog log = new HeardLog(Level.WARN);
                TestProxy proxy = TestProxy.before(cluster)) {
            int before = leased();
            for (int i = 0; i < 8; i++) {
                try (WireClient client = WireClient.connect(proxy.port())) {
                    client.send(startupMessage(V3_0, "user", "new"));
                }
            }
            try (WireClient last = WireClient.connect(proxy.port())) {
                last.send(startupMessage(V3_0, "user", "new"));
                assertThat(last.readUntil('Z')).last().hasToString("Z");
            }
            Eventually.holds("the clients that gave up have no database", () -> leased() <= before);
            assertThat(log.events()).isEmpty();
        }
    }

    /** Databases of other tests may be dropped between two calls. */
    private int leased() throws SQLException {
        return RegistryProbe.on(cluster).all().inState("leased", "creating").count();
    }
}
