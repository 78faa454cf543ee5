package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.QueryExecutor;
import org.postgresql.jdbc.PgConnection;

/** A session that its client has ended goes to the next client of the same database, as good as new. */
@ExtendWith(TestServer.class)
final class KeptSessionsTest {
    private static final Map<String, String> OTHER = Map.of("options", "-c work_mem=6MB");
    private static final String PID = "SELECT pg_backend_pid()";

    private final Cluster cluster;
    private final TestProxy proxy;
    private final Connection observer;
    private final String user = "new.kept-" + System.nanoTime();
    private final String database;

    KeptSessionsTest(Cluster cluster) throws SQLException {
        this.cluster = cluster;
        proxy = TestProxy.before(cluster, "reaper.interval=1h");
        observer = cluster.connect("postgres");
        try (Connection first = connect()) {
            database = Sql.ask(first, "SELECT current_database()");
        }
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
        proxy.close();
    }

    private Connection connect() throws SQLException {
        return proxy.connect(user);
    }

    /** Runs statements in a session, ends the session, and returns its process id. */
    private String left(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            for (String statement : statements) {
                Sql.run(connection, statement);
            }
            return Sql.ask(connection, PID);
        }
    }

    private String next(String question) throws SQLException {
        try (Connection connection = connect()) {
            return Sql.ask(connection, question);
        }
    }

    /** The process ids of the sessions on the database that wait for a client, as the server shows them. */
    private List<String> waiting() throws SQLException {
        return List.of(Sql.ask(
                        observer,
                        "SELECT coalesce(string_agg(pid::text, ','), '') FROM pg_stat_activity WHERE datname = '"
                                + database + "' AND application_name = 'dayfly: kept'")
                .split(","));
    }

    private void awaitWaiting(String pid) throws Exception {
        Eventually.sees("the session waits", List.of(pid), this::waiting);
    }

    @Test
    void theNextClientGetsTheSession() throws Exception {
        String pid = left();
        assertThat(next(PID)).isEqualTo(pid);
        awaitWaiting(pid);
        assertThat(next(PID)).isEqualTo(pid);
        assertThat(next("SHOW application_name")).isEqualTo("PostgreSQL JDBC Driver");
    }

    @Test
    void aClientWithTheIssuedUrlGetsASessionOfAnotherSuchClient() throws Exception {
        String url = next("SHOW dayfly.url");
        String pid;
        try (Connection byUrl = proxy.connect(url)) {
            pid = Sql.ask(byUrl, PID);
        }
        try (Connection again = proxy.connect(url)) {
            assertThat(Sql.ask(again, PID)).isEqualTo(pid);
        }
    }

    @Test
    void theSessionIsAsGoodAsNew() throws Exception {
        left("CREATE TABLE numbers (id serial, number int)");
        String pid = left(
                "SET search_path TO pg_catalog",
                "SET statement_timeout TO '1h'",
                "CREATE TEMP TABLE mine (id int)",
                "INSERT INTO public.numbers (number) VALUES (1)",
                "LISTEN something",
                "PREPARE asked AS SELECT 1",
                "DECLARE held CURSOR WITH HOLD FOR SELECT 1",
                "SELECT pg_advisory_lock(1)",
                "SET ROLE NONE",
                "SET SESSION AUTHORIZATION " + database);
        try (Connection next = connect()) {
            assertThat(Sql.ask(next, PID)).isEqualTo(pid);
            assertThat(Sql.ask(next, "SHOW search_path")).isEqualTo("\"$user\", public");
            assertThat(Sql.ask(next, "SHOW statement_timeout")).isEqualTo("0");
            assertThat(Sql.ask(next, "SELECT to_regclass('mine') IS NULL")).isEqualTo("t");
            assertThat(Sql.ask(next, "SELECT count(*) FROM pg_listening_channels()"))
                    .isEqualTo("0");
            assertThat(Sql.ask(next, "SELECT count(*) FROM pg_prepared_statements WHERE name = 'asked'"))
                    .isEqualTo("0");
            assertThat(Sql.ask(next, "SELECT count(*) FROM pg_cursors WHERE name = 'held'"))
                    .isEqualTo("0");
            assertThat(Sql.ask(
                            next,
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"))
                    .isEqualTo("0");
            assertThat(error(next, "SELECT currval('numbers_id_seq')")).isEqualTo("55000");
            assertThat(error(next, "SELECT lastval()")).isEqualTo("55000");
        }
    }

    @Test
    void whatDiscardAllLeavesIsLeft() throws Exception {
        left("SET dayfly_test.custom TO 'mine'");
        assertThat(next("SELECT current_setting('dayfly_test.custom', true) = ''"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER DATABASE %s SET work_mem TO '5MB'",
                "ALTER ROLE %s SET work_mem TO '5MB'",
                "ALTER ROLE %1$s IN DATABASE %1$s SET work_mem TO '5MB'"
            })
    void aNewSettingOfTheDatabaseOrOfItsRoleHolds(String change) throws Exception {
        String before = left();
        String changer = left(change.formatted(database));
        assertThat(changer).isEqualTo(before);
        assertThat(next("SHOW work_mem")).isEqualTo("5MB");
    }

    @Test
    void aSettingThatAnotherSessionChangesHoldsAtOnce() throws Exception {
        left();
        try (Connection other = connect()) {
            left();
            Sql.run(other, "ALTER DATABASE " + database + " SET work_mem TO '5MB'");
            assertThat(next("SHOW work_mem")).isEqualTo("5MB");
            Sql.run(other, "ALTER DATABASE " + database + " RESET work_mem");
            assertThat(next("SHOW work_mem")).isEqualTo("4MB");
        }
    }

    @Test
    void aSessionInATransactionIsNotKept() throws Exception {
        String pid = left("BEGIN");
        assertThat(next(PID)).isNotEqualTo(pid);
    }

    @Test
    void aSessionWhoseQueriesWereCanceledIsNotKept() throws Exception {
        String pid;
        try (Connection connection = connect()) {
            pid = Sql.ask(connection, PID);
            connection.unwrap(PgConnection.class).cancelQuery();
        }
        assertThat(next(PID)).isNotEqualTo(pid);
    }

    @Test
    void aLateCancelRequestDoesNotReachTheNextClient() throws Exception {
        String pid;
        QueryExecutor late;
        try (Connection connection = connect()) {
            pid = Sql.ask(connection, PID);
            late = connection.unwrap(PgConnection.class).getQueryExecutor();
        }
        try (Connection next = connect()) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> {
                try {
                    return Sql.ask(next, "SELECT pg_backend_pid() FROM pg_sleep(0.5)");
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            Eventually.sees(
                    "the next client's query runs",
                    "1",
                    () -> Sql.ask(
                            observer, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " + pid));
            late.sendQueryCancel();
            assertThat(asked.join()).isEqualTo(pid);
        }
    }

    private static String error(Connection connection, String sql) {
        return catchThrowableOfType(SQLException.class, () -> Sql.run(connection, sql))
                .getSQLState();
    }

    @Test
    void aClientWithOtherParametersGetsASessionOfItsOwn() throws Exception {
        String pid = left();
        try (Connection other = proxy.connect(user, OTHER)) {
            assertThat(Sql.ask(other, PID)).isNotEqualTo(pid);
            assertThat(Sql.ask(other, "SHOW work_mem")).isEqualTo("6MB");
        }
    }

    @Test
    void aSessionThatTheServerEndsIsForgotten() throws Exception {
        String pid = left();
        Sql.run(observer, "SELECT pg_terminate_backend(" + pid + ", 10000)");
        assertThat(next(PID)).isNotEqualTo(pid);
    }

    @Test
    void aWaitingSessionIsNoneOfAClient() throws Exception {
        String pid = left();
        awaitWaiting(pid);
        try (Connection registry = cluster.connect("dayfly")) {
            assertThat(Sql.ask(registry, "SELECT sessions FROM registry.ls WHERE name = '" + database + "'"))
                    .isEqualTo("0");
            assertThat(Sql.ask(registry, "SELECT registry.in_use('" + database + "')"))
                    .isEqualTo("f");
        }
    }

    @Test
    void aWaitingSessionIsNotInTheWayOfACopy() throws Exception {
        awaitWaiting(left("CREATE TABLE kept AS SELECT 42 AS answer"));
        try (Connection copy = proxy.connect("copy." + user.substring("new.".length()))) {
            assertThat(Sql.ask(copy, "TABLE kept")).isEqualTo("42");
        }
        left("UPDATE kept SET answer = 43");
        try (Connection copy = proxy.connect("copy." + user.substring("new.".length()))) {
            assertThat(Sql.ask(copy, "TABLE kept")).isEqualTo("43");
        }
    }

    @Test
    void aResetLeadsToTheNewDatabase() throws Exception {
        String pid = left("CREATE TABLE old ()");
        proxy.connect(user.replace("new.", "reset.")).close();
        assertThat(next("SELECT to_regclass('old') IS NULL")).isEqualTo("t");
        Eventually.sees(
                "the session is gone",
                "0",
                () -> Sql.ask(observer, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid));
    }

    @Test
    void aWaitingSessionGivesWayToAClientIfTheLimitOfSessionsIsReached() throws Exception {
        left();
        Sql.run(observer, "ALTER ROLE " + database + " CONNECTION LIMIT 1");
        try (Connection other = proxy.connect(user, OTHER)) {
            assertThat(Sql.ask(other, "SHOW work_mem")).isEqualTo("6MB");
        }
    }

    @Test
    void aSettingTurnsThisOff() throws Exception {
        try (TestProxy without = TestProxy.before(cluster, "databases.kept-sessions.max=0")) {
            String pid;
            try (Connection connection = without.connect(user)) {
                pid = Sql.ask(connection, PID);
            }
            try (Connection connection = without.connect(user)) {
                assertThat(Sql.ask(connection, PID)).isNotEqualTo(pid);
            }
        }
    }

    @Test
    void sessionsOfSeveralClientsWait() throws Exception {
        List<Connection> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return connect();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .map(CompletableFuture::join)
                .collect(Collectors.toList());
        for (Connection each : all) {
            each.close();
        }
        Eventually.sees("all sessions wait", true, () -> waiting().size() >= 4);
    }
}
