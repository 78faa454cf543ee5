package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code dayfly url} connects as {@code new}, as any client does, and prints the URL of the new database. */
@ExtendWith(TestServer.class)
final class FreshUrlTest {
    private static final String PASSWORD = "access.password=open sesame";

    @Test
    void printsTheUrlOfANewDatabase(Cluster cluster) throws SQLException {
        try (TestProxy proxy = TestProxy.before(cluster, PASSWORD)) {
            CommandLineRun run = CommandLineRun.of("url", "--set", listen(proxy), "--set", PASSWORD);
            assertThat(run.error()).isEmpty();
            assertThat(run.status()).isZero();
            try (Connection connection = proxy.connect(run.out().strip())) {
                assertThat(connection.getCatalog()).startsWith("dayfly_");
            }
        }
    }

    @Test
    void reportsAFailureInOneLine(Cluster cluster) {
        String listen;
        try (TestProxy proxy = TestProxy.before(cluster, PASSWORD)) {
            listen = listen(proxy);
            CommandLineRun wrong = CommandLineRun.of("url", "--set", listen, "--set", "access.password=hunter2");
            assertThat(wrong.status()).isEqualTo(1);
            assertThat(wrong.error())
                    .contains("refused a fresh database", "password authentication failed")
                    .doesNotContain("hunter2")
                    .hasLineCount(1);
        }
        CommandLineRun absent = CommandLineRun.of("url", "--set", listen);
        assertThat(absent.status()).isEqualTo(1);
        assertThat(absent.error()).contains("no dayfly answers at").hasLineCount(1);
    }

    private static String listen(TestProxy proxy) {
        return "listen=127.0.0.1:" + proxy.port();
    }
}
