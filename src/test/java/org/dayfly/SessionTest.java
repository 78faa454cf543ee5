package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.dayfly.Refusals.assertRefused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;

/** A session through dayfly works like a session of PostgreSQL itself. */
@ParameterizedClass
@ArgumentsSource(EveryProxy.class)
class SessionTest {
    private final TestProxy proxy;
    private Connection session;

    SessionTest(TestProxy proxy) {
        this.proxy = proxy;
    }

    @BeforeEach
    void connect() throws SQLException {
        session = proxy.connect(
                "new",
                Map.of(
                        // Otherwise pgjdbc sends the application name only when it knows the server's version.
                        "assumeMinServerVersion", "14",
                        "ApplicationName", "a test",
                        "options", "-c statement_timeout=1h"));
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
    }

    private CopyManager copy() throws SQLException {
        return session.unwrap(PGConnection.class).getCopyAPI();
    }

    @Test
    void aSessionCanUseItsDatabaseAndAnotherSessionCanJoinIt() throws SQLException {
        Sql.run(session, "CREATE SCHEMA s; CREATE TABLE s.t (id int PRIMARY KEY, text text)");
        Sql.run(session, "INSERT INTO s.t VALUES (1, 'grüße')");
        try (Connection joined = proxy.connect(Sql.ask(session, "SHOW dayfly.url"))) {
            assertThat(Sql.ask(joined, "SELECT text FROM s.t")).isEqualTo("grüße");
            Sql.run(joined, "DROP SCHEMA s CASCADE");
        }
        assertThat(Sql.ask(session, "SELECT to_regclass('s.t') IS NULL")).isEqualTo("t");
    }

    @Test
    void resetAllRestoresTheStartupParameters() throws SQLException {
        Sql.run(session, "SET application_name = 'other'; SET statement_timeout = '2h'");
        Sql.run(session, "RESET ALL");
        assertThat(Sql.ask(session, "SHOW application_name")).isEqualTo("a test");
        assertThat(Sql.ask(session, "SHOW statement_timeout")).isEqualTo("1h");
        assertThat(Sql.ask(session, "SHOW dayfly.url")).contains("/dayfly_");
    }

    @Test
    void theClientKnowsTheProcessIdOfItsBackend() throws SQLException {
        assertThat(Sql.ask(session, "SELECT pg_backend_pid()"))
                .isEqualTo(String.valueOf(session.unwrap(PGConnection.class).getBackendPID()));
    }

    @Test
    void aRunningQueryIsCanceledAndNotTheNext() throws Exception {
        String pid = Sql.ask(session, "SELECT pg_backend_pid()");
        try (Connection observer = proxy.connect(Sql.ask(session, "SHOW dayfly.url"))) {
            for (int i = 0; i < 10; i++) {
                try (Statement statement = session.createStatement()) {
                    CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                            () -> catchThrowable(() -> statement.execute("SELECT pg_sleep(600)")));
                    Eventually.sees(
                            "the query runs",
                            "PgSleep",
                            () -> Sql.ask(observer, "SELECT wait_event FROM pg_stat_activity WHERE pid = " + pid));
                    statement.cancel();
                    assertThat(failure.join()).hasMessageContaining("canceling statement due to user request");
                }
                assertThat(Sql.ask(session, "SELECT 'still here'")).isEqualTo("still here");
            }
        }
    }

    @Test
    void preparedStatementsStayPrepared() throws SQLException {
        session.unwrap(PGConnection.class).setPrepareThreshold(1);
        try (PreparedStatement statement = session.prepareStatement("SELECT ?::int * 2")) {
            for (int i = 0; i < 20; i++) {
                statement.setInt(1, i);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    assertThat(row.getInt(1)).isEqualTo(2 * i);
                }
            }
            assertThat(Sql.ask(session, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%* 2'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void batchesArePipelined() throws SQLException {
        Sql.run(session, "CREATE TABLE t (id int)");
        try (PreparedStatement statement = session.prepareStatement("INSERT INTO t VALUES (?)")) {
            for (int i = 0; i < 1000; i++) {
                statement.setInt(1, i);
                statement.addBatch();
            }
            assertThat(statement.executeBatch()).hasSize(1000).containsOnly(1);
        }
        assertThat(Sql.ask(session, "SELECT sum(id) FROM t")).isEqualTo("499500");
    }

    @Test
    void copyGoesBothWays() throws Exception {
        Sql.run(session, "CREATE TABLE t (id int, text text)");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            rows.append(i).append('\t').append("row number ").append(i).append('\n');
        }
        byte[] sent = rows.toString().getBytes(UTF_8);
        assertThat(copy().copyIn("COPY t FROM STDIN", new ByteArrayInputStream(sent)))
                .isEqualTo(20_000);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        copy().copyOut("COPY (TABLE t ORDER BY id) TO STDOUT", received);
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    @Test
    void aCopyThatTheServerRefusesInTheMiddleLeavesTheSessionUsable() throws Exception {
        Sql.run(session, "CREATE TABLE t (id int)");
        byte[] rows = ("1\n".repeat(100_000) + "no number\n" + "2\n".repeat(100_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> copy().copyIn("COPY t FROM STDIN", new ByteArrayInputStream(rows)))
                .hasMessageContaining("no number");
        assertThat(Sql.ask(session, "SELECT count(*) FROM t")).isEqualTo("0");
    }

    @Test
    void notificationsComeFromOtherSessions() throws SQLException {
        Sql.run(session, "LISTEN news");
        try (Connection other = proxy.connect(Sql.ask(session, "SHOW dayfly.url"))) {
            Sql.run(other, "NOTIFY news, 'good'");
        }
        PGNotification[] heard = session.unwrap(PGConnection.class).getNotifications(10_000);
        assertThat(heard)
                .singleElement()
                .extracting(PGNotification::getParameter)
                .isEqualTo("good");
    }

    @Test
    void aLargeResultComesWhole() throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT i, repeat('x', 200) FROM generate_series(1, 100000) AS i")) {
            int count = 0;
            while (rows.next()) {
                assertThat(rows.getInt(1)).isEqualTo(++count);
            }
            assertThat(count).isEqualTo(100_000);
        }
    }

    @Test
    void aCursorIsReadInPieces() throws SQLException {
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.setFetchSize(50);
            try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 1000)")) {
                int sum = 0;
                while (rows.next()) {
                    sum += rows.getInt(1);
                }
                assertThat(sum).isEqualTo(500_500);
            }
        }
        session.rollback();
    }

    @Test
    void anErrorOfTheServerReachesTheClientAndEndsNothing() throws SQLException {
        assertRefused("22012", () -> Sql.run(session, "SELECT 1 / 0"));
        assertThat(Sql.ask(session, "SELECT 7")).isEqualTo("7");
    }

    @Test
    void aFailedTransactionIsAbortedUpToItsSavepoint() throws SQLException {
        Sql.run(session, "CREATE TABLE t (id int)");
        session.setAutoCommit(false);
        Sql.run(session, "INSERT INTO t VALUES (1)");
        Savepoint savepoint = session.setSavepoint();
        assertThatThrownBy(() -> Sql.run(session, "INSERT INTO nowhere VALUES (1)"))
                .isInstanceOf(SQLException.class);
        assertRefused("25P02", () -> Sql.run(session, "SELECT 1"));
        session.rollback(savepoint);
        session.commit();
        assertThat(Sql.ask(session, "SELECT count(*) FROM t")).isEqualTo("1");
        session.rollback();
    }
}
