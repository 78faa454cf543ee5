package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.sql.Connection;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A proxy that is stopped takes the snapshots that are due after its last sessions, and logs no warning. */
@ExtendWith(TestServer.class)
final class QuietStopTest {
    private static final int STOPS = 5;

    private final Cluster cluster;
    private final String key = "stopped-" + Long.toString(System.nanoTime(), 36);
    private final HeardLog log = new HeardLog(Level.WARN);

    QuietStopTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void aProxyThatStopsAtOnceStillTakesTheLastSnapshotOfASharedDatabase() throws Exception {
        for (int i = 0; i < STOPS; i++) {
            try (TestProxy proxy = TestProxy.before(cluster)) {
                try (Connection session = proxy.connect("new." + key + i)) {
                    Sql.run(session, "CREATE TABLE kept ()");
                }
                proxy.connect("copy." + key + i).close();
                try (Connection session = proxy.connect("new." + key + i)) {
                    Sql.run(session, "CREATE TABLE more ()");
                }
            }
        }
        assertThat(RegistryProbe.on(cluster).upToDateSnapshots(key)).isEqualTo(STOPS);
        assertThat(log.events()).isEmpty();
    }
}
