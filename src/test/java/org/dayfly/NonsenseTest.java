package org.dayfly;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.V3_2;
import static org.dayfly.Packet.cancelRequest;
import static org.dayfly.Packet.gssEncRequest;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.saslInitialResponse;
import static org.dayfly.Packet.saslResponse;
import static org.dayfly.Packet.sslRequest;
import static org.dayfly.Packet.startupMessage;
import static org.dayfly.Packet.terminate;
import static org.dayfly.Packet.together;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wrong bytes before authentication do no harm: no internal error, no buffer leak, no database is made.
 *
 * <p>{@code -Ddayfly.nonsense=PT1H} runs the test for an hour, with another seed each time.
 */
@ExtendWith(TestServer.class)
final class NonsenseTest {
    private static final int CONVERSATIONS = 3000;
    private static final int AT_A_TIME = 20;

    private static final byte[] DIRECT_TLS = {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3};
    private static final List<byte[]> CORPUS = List.of(
            startupMessage(V3_0, "user", "new", "database", "x", "client_encoding", "UTF8"),
            startupMessage(V3_2, "user", "new.key", "options", "-c dayfly.ttl=2h -c work_mem=1MB", "_pq_.x", "1"),
            startupMessage(V3_0, "user", "copy.source.key", "replication", "database"),
            startupMessage(V3_0, "user", "dayfly_neverissued", "options", "--dayfly.idle=1 -c\\ x=y"),
            startupMessage(3 << 16 | 9999, "user", "reset.key", "_pq_.test", ""),
            startupMessage(2 << 16, "user", "new"),
            together(sslRequest(), startupMessage(V3_0, "user", "new")),
            together(gssEncRequest(), startupMessage(V3_0, "user", "new")),
            together(sslRequest(), DIRECT_TLS),
            DIRECT_TLS,
            cancelRequest(4711, new byte[] {1, 2, 3, 4}),
            cancelRequest(4711, new byte[256]),
            together(
                    startupMessage(V3_0, "user", "new"),
                    saslInitialResponse("SCRAM-SHA-256", "n,,n=*,r=rOprNGfwEbeRWgbNEkqO"),
                    saslResponse("c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
                    query("SELECT 1"),
                    terminate()),
            together(
                    startupMessage(V3_0, "user", "dayfly_neverissued"),
                    saslInitialResponse("SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=,r=abc")),
            "PROXY TCP4 192.0.2.1 127.0.0.1 40000 6432\r\n".getBytes(US_ASCII),
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));

    private final Cluster cluster;

    NonsenseTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void wrongBytesCauseNoInternalErrorAndNoDatabase() throws Exception {
        Optional<Duration> time =
                Optional.ofNullable(System.getProperty("dayfly.nonsense")).map(Duration::parse);
        long seed = time.isPresent() ? System.nanoTime() : 7;
        List<String> settings = new ArrayList<>(Arrays.asList(TestCertificates.shown("allow", "server")));
        settings.add("access.password=sesame");
        try (HeardLog log = new HeardLog(Level.ERROR);
                TestProxy proxy = TestProxy.before(cluster, settings.toArray(String[]::new))) {
            Mutations mutations = new Mutations(seed, CORPUS);
            long said = 0;
            long end = System.nanoTime() + time.orElse(Duration.ZERO).toNanos();
            while (said < CONVERSATIONS || System.nanoTime() < end) {
                converse(proxy, mutations);
                said += AT_A_TIME;
                assertThat(log.events()).as("seed " + seed).isEmpty();
            }
            System.out.println(said + " conversations, seed " + seed);
            try (Connection good = proxy.connect("new", Map.of("password", "sesame"))) {
                assertThat(good.isValid(5)).isTrue();
            }
            for (String key : List.of("key", "source")) {
                assertThat(RegistryProbe.on(cluster).all().ofKey(key).names()).isEmpty();
            }
        }
    }

    /** Some clients send wrong bytes at once. Half of them read the answer, and then all close. */
    private static void converse(TestProxy proxy, Mutations mutations) throws IOException {
        WireClient[] clients = new WireClient[AT_A_TIME];
        for (int i = 0; i < AT_A_TIME; i++) {
            clients[i] = WireClient.connect(proxy.port());
            byte[] bytes = mutations.next();
            int from = 0;
            for (int cut : mutations.cuts(bytes.length)) {
                clients[i].send(Arrays.copyOfRange(bytes, from, cut));
                from = cut;
            }
            clients[i].send(Arrays.copyOfRange(bytes, from, bytes.length));
        }
        for (int i = 0; i < AT_A_TIME; i++) {
            if (i % 2 == 0) {
                clients[i].finish().readBytesToEnd();
            }
            clients[i].close();
        }
    }
}
