package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Packet.V3_0;
import static org.dayfly.Packet.V3_2;
import static org.dayfly.Packet.cancelRequest;
import static org.dayfly.Packet.query;
import static org.dayfly.Packet.startupMessage;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.server.ServerTls;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.SslMode;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cancel request that reaches another proxy than its session's is passed on to the server. */
final class CancelThroughAnotherProxyTest {
    private static final String FOR_EVER = "SELECT pg_sleep(3600)";

    private static ExternalServer server(int major, SslMode mode) {
        return mode == SslMode.REQUIRE
                ? ExternalServer.startWithTls(major, TestCertificates.file("server.pem"), "hostssl")
                : ExternalServer.start(major);
    }

    private static Cluster cluster(ServerUrl url, SslMode mode) {
        return ExternalCluster.at(new ServerUrl(
                url.role(), url.password(), url.host(), url.port(), new ServerTls(mode, Optional.empty(), false)));
    }

    private static List<WireMessage> greeting(WireClient client, int version) throws Exception {
        return client.send(startupMessage(version, "user", "new")).readUntil('Z');
    }

    @ParameterizedTest
    @CsvSource({"14, DISABLE", "14, PREFER", "14, REQUIRE", "18, DISABLE", "18, PREFER", "18, REQUIRE"})
    void theQueryIsCanceledAndAWrongKeyCancelsNothing(int major, SslMode mode) throws Exception {
        try (ExternalServer server = server(major, mode);
                Cluster cluster = cluster(server.url(), mode);
                TestProxy first = TestProxy.before(cluster);
                TestProxy second = TestProxy.before(cluster)) {
            Eventually.sees("both proxies are listed", 2, RegistryProbe.on(cluster)::proxies);
            for (int version : new int[] {V3_0, V3_2}) {
                try (WireClient client = WireClient.connect(first.port())) {
                    ByteBuffer key = greeting(client, version).stream()
                            .filter(message -> message.type() == 'K')
                            .findFirst()
                            .orElseThrow()
                            .buffer();
                    int pid = key.getInt();
                    byte[] secret = new byte[key.remaining()];
                    key.get(secret);
                    client.send(query(FOR_EVER));
                    Eventually.sees("the query runs", "1", () -> running(cluster, pid));
                    secret[secret.length - 1]++;
                    cancel(second, pid, secret);
                    assertThat(running(cluster, pid)).isEqualTo("1");
                    secret[secret.length - 1]--;
                    cancel(second, pid, secret);
                    assertThat(client.readUntil('Z'))
                            .extracting(WireMessage::toString)
                            .contains("E 57014");
                }
            }
        }
    }

    private static String running(Cluster cluster, int pid) throws SQLException {
        return Sql.ask(cluster, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid);
    }

    private static void cancel(TestProxy proxy, int pid, byte[] secret) throws Exception {
        try (WireClient client = WireClient.connect(proxy.port())) {
            assertThat(client.send(cancelRequest(pid, secret)).readBytesToEnd()).isEmpty();
        }
    }
}
