package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dayfly.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.postgresql.core.QueryExecutor;
import org.postgresql.jdbc.PgConnection;

/** A session that its client has ended goes to the next client of the same database, as good as new. */
final class KeptSessionsTest extends KeptSessionsFixture {
    private static final Map<String, String> OTHER = Map.of("options", "-c work_mem=6MB");

    KeptSessionsTest(Cluster cluster) throws SQLException {
        super(cluster);
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
