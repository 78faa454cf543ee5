package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.dayfly.cluster.ExternalServer;
import org.dayfly.config.ServerUrl;
import org.junit.jupiter.api.Test;

/** {@code dayfly url} connects as {@code new} and prints what the session is told; here a plain server stands in. */
final class FreshUrlTest {
    private static final String TOLD = "postgresql://dayfly_aaaaaaaaaa:x@localhost:6432/dayfly_aaaaaaaaaa";

    @Test
    void printsTheUrlThatTheSessionIsTold() throws SQLException {
        try (ExternalServer server = ExternalServer.start(18)) {
            execute(server.url(), "CREATE ROLE new LOGIN PASSWORD 'open sesame'");
            execute(server.url(), "CREATE DATABASE new");
            execute(server.url(), "ALTER ROLE new SET dayfly.url = '" + TOLD + "'");
            String listen = "listen=127.0.0.1:" + server.url().port();
            CommandLineRun run = CommandLineRun.of("url", "--set", listen, "--set", "access.password=open sesame");
            assertThat(run).isEqualTo(new CommandLineRun(0, TOLD + "\n", ""));

            CommandLineRun wrong = CommandLineRun.of("url", "--set", listen, "--set", "access.password=hunter2");
            assertThat(wrong.status()).isEqualTo(1);
            assertThat(wrong.error())
                    .contains("refused a fresh database", "password authentication failed")
                    .containsOnlyOnce("\n")
                    .doesNotContain("hunter2");
        }
    }

    private static void execute(ServerUrl url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + url.host() + ":" + url.port() + "/postgres",
                        url.role(),
                        url.password().orElseThrow().value());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
