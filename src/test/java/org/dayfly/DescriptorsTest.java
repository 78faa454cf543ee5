package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.embedded.ServedFolder;
import org.junit.jupiter.api.Test;

/** If dayfly runs out of file descriptors, open sessions go on, and later clients are served again. */
final class DescriptorsTest {
    private static final int MOST = 250;
    private static final int CONNECTIONS = 400;

    @Test
    void clientsAreServedAgainAfterDayflyRanOutOfFileDescriptors() throws Exception {
        assumeTrue(Programs.isInstalled("prlimit"), "prlimit is not installed");
        try (ServedFolder folder = ServedFolder.create();
                ServeProcess dayfly = ServeProcess.start(folder, "limits.half-open=0", "login-deadline=0")) {
            try (Connection session = TestProxy.connect(dayfly.port(), "new")) {
                Sql.run(session, "CREATE TABLE kept AS SELECT 7 AS id");
                dayfly.limitDescriptors(MOST);
                List<Socket> connections = new ArrayList<>();
                try {
                    for (int i = 0; i < CONNECTIONS; i++) {
                        connections.add(new Socket(InetAddress.getLoopbackAddress(), dayfly.port()));
                    }
                    assertThat(Sql.ask(session, "SELECT id FROM kept")).isEqualTo("7");
                } finally {
                    for (Socket each : connections) {
                        each.close();
                    }
                }
                long over = System.nanoTime();
                Eventually.holds("clients are served", () -> served(dayfly.port()));
                assertThat(Duration.ofNanos(System.nanoTime() - over)).isLessThan(Duration.ofSeconds(5));
                assertThat(Sql.ask(session, "SELECT id FROM kept")).isEqualTo("7");
            }
        }
    }

    private static boolean served(int port) {
        try (Connection session = TestProxy.connect(port, "new")) {
            return session.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }
}
