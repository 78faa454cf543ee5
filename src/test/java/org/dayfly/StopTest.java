package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dayfly.Refusals.assertRefused;

import java.sql.Connection;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM lets the open sessions finish and leaves nothing running. A second SIGTERM ends the sessions. */
class StopTest {
    private final ServedFolder folder = ServedFolder.create();
    private ServeProcess dayfly;

    @BeforeEach
    void start() throws Exception {
        dayfly = ServeProcess.start(folder, "drain=10min");
    }

    @AfterEach
    void close() throws Exception {
        dayfly.close();
        folder.close();
    }

    private void awaitDrain() throws Exception {
        Eventually.holds("dayfly waits for its session", () -> dayfly.output().contains("stopping: 1 open sessions"));
        assertRefused("08001", () -> TestProxy.connect(dayfly.port(), "new"));
    }

    private void assertOver() throws Exception {
        assertThat(dayfly.exit()).isZero();
        assertThat(folder.server()).isEmpty();
        assertThat(dayfly.output()).doesNotContain("WARN", "ERROR", "Exception");
    }

    @Test
    void anOpenSessionMayFinish() throws Exception {
        try (Connection session = TestProxy.connect(dayfly.port(), "new")) {
            Sql.run(session, "CREATE TABLE t AS SELECT 1 AS id");
            dayfly.terminate();
            awaitDrain();
            assertThat(Sql.ask(session, "SELECT id FROM t")).isEqualTo("1");
            assertThat(dayfly.isRunning()).isTrue();
        }
        assertOver();
    }

    @Test
    void aSecondSignalEndsTheSessionsAtOnce() throws Exception {
        try (WireClient client = WireClient.connect(dayfly.port())) {
            client.send(Packet.startupMessage(Packet.V3_0, "user", "new"));
            client.readUntil('Z');
            dayfly.terminate();
            awaitDrain();
            dayfly.terminate();
            assertThat(client.readToEnd()).extracting(WireMessage::toString).containsExactly("E 57P01");
        }
        assertOver();
    }

    @Test
    void dayflyWithoutSessionsStopsAtOnce() throws Exception {
        dayfly.terminate();
        assertOver();
    }
}
