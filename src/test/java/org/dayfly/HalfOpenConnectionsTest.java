package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections that send nothing keep no other client out. */
@ExtendWith(TestServer.class)
final class HalfOpenConnectionsTest {
    private static final int CONNECTIONS = 5000;

    private final Cluster cluster;

    HalfOpenConnectionsTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void thousandsOfSilentConnectionsKeepNoClientOut() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try (TestProxy proxy = TestProxy.before(cluster, "limits.half-open=200");
                Connection before = proxy.connect("new")) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
            for (int i = 0; i < CONNECTIONS; i++) {
                silent.add(SocketChannel.open(address));
            }
            long begun = System.nanoTime();
            try (Connection good = proxy.connect("new")) {
                assertThat(good.isValid(5)).isTrue();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(before.isValid(5)).isTrue();
        } finally {
            for (SocketChannel each : silent) {
                each.close();
            }
        }
    }
}
