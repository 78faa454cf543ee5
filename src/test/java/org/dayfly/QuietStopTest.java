package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** A proxy that is stopped does what its last sessions left to do, and has nothing to complain of. */
@ExtendWith(TestServer.class)
final class QuietStopTest {
    private static final int STOPS = 5;

    private final Cluster cluster;
    private final String key = "stopped-" + Long.toString(System.nanoTime(), 36);
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.dayfly");
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    QuietStopTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void listen() {
        heard.start();
        logger.addAppender(heard);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(heard);
    }

    @Test
    void whatASharedDatabaseHeldAtItsLastRestIsKeptThoughTheProxyStopsAtOnce() throws Exception {
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
        assertThat(heard.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }
}
