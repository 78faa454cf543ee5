package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.sql.Connection;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session has one line in the log, when it has ended. */
@ExtendWith(TestServer.class)
final class SessionLogTest {
    private final Cluster cluster;

    SessionLogTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void aSessionHasOneLineWithItsConnection() throws Exception {
        try (HeardLog log = new HeardLog(Level.INFO);
                TestProxy proxy = TestProxy.before(cluster)) {
            String database;
            String process;
            try (Connection session = proxy.connect("new.log")) {
                database = Sql.ask(session, "SELECT current_database()");
                process = Sql.ask(session, "SELECT pg_backend_pid()");
                assertThat(lines(log, database)).isEmpty();
            }
            List<String> lines = Eventually.matches(
                    "the session is in the log", found -> !found.isEmpty(), () -> lines(log, database));
            assertThat(lines)
                    .singleElement()
                    .asString()
                    .matches("session on " + database + " for /127\\.0\\.0\\.1:\\d+, process " + process
                            + ": client sent Terminate; opened after \\d+ ms, open for \\d+ ms, \\d+ bytes in,"
                            + " \\d+ bytes out");
        }
    }

    private static List<String> lines(HeardLog log, String database) {
        return log.events().stream()
                .filter(event -> event.getFormattedMessage().startsWith("session on " + database))
                .filter(event -> event.getKeyValuePairs() != null
                        && event.getKeyValuePairs().stream().anyMatch(pair -> pair.key.equals("connection")))
                .map(event -> event.getFormattedMessage())
                .toList();
    }
}
