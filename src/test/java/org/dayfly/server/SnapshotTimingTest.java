package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.Eventually;
import org.dayfly.Sql;
import org.dayfly.TestProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** When dayfly takes snapshots of keys: not after short connections, and not if nothing was changed. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class SnapshotTimingTest {
    /** From this version on, PostgreSQL tells at once what was written. */
    private static final int COUNTS_AT_ONCE = 15;

    private final TestedServer server;
    private final DatabasesFixture setup;
    private final TestProxy proxy;

    SnapshotTimingTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
        proxy = TestProxy.before(server.cluster());
    }

    @AfterEach
    void close() throws SQLException {
        proxy.close();
        setup.close();
    }

    private String in(String user, String... statements) throws SQLException {
        try (Connection session = proxy.connect(user);
                Statement statement = session.createStatement()) {
            String answer = "";
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (ResultSet row = statement.getResultSet()) {
                        answer = row.next() ? String.valueOf(row.getString(1)) : "no row";
                    }
                }
            }
            return answer;
        }
    }

    private List<String> snapshots() throws SQLException {
        return setup.probe.all().snapshots().inState("creating", "sealed").names();
    }

    private void atRest() throws Exception {
        Eventually.holds(
                "the database is at rest, and no snapshot is due",
                () -> setup.probe.all().ofKey("shop").areAtRestForGood());
    }

    @Test
    void shortConnectionsToAKeyThatNobodyCopiedTakeNoSnapshot() throws Exception {
        for (int i = 0; i < 20; i++) {
            in("new.shop", "CREATE TABLE t" + i + " ()");
            atRest();
        }
        assertThat(setup.probe.all().snapshots().names()).isEmpty();
        assertThat(in("copy.shop", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("20");
    }

    @Test
    void aDatabaseThatRestsForLongHasASnapshot() throws Exception {
        in("new.shop", "CREATE TABLE t AS SELECT 1 AS v");
        // A snapshot that is still being made would give way to the session.
        Eventually.holds(
                "a snapshot is made",
                () -> !setup.probe.all().snapshots().inState("sealed").names().isEmpty());
        try (Connection open = proxy.connect("new.shop")) {
            assertThat(open.isValid(5)).isTrue();
            assertThat(in("copy.shop", "TABLE t")).isEqualTo("1");
        }
    }

    @Test
    void aSnapshotThatNobodyAskedForGivesWayToASession() throws Exception {
        in("new.shop", "CREATE TABLE t AS SELECT 1 AS v");
        String source = setup.probe.all().ofKey("shop").name();
        try (Connection blocker = server.admin().connect("postgres")) {
            blocker.setAutoCommit(false);
            // This statement takes a lock that CREATE DATABASE waits for.
            Sql.run(blocker, "COMMENT ON DATABASE " + source + " IS 'held'");
            Eventually.sees(
                    "the snapshot is being taken",
                    "1",
                    () -> setup.ask(
                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'CREATE DATABASE%'"));
            CompletableFuture<String> joined = CompletableFuture.supplyAsync(() -> {
                try {
                    return in("new.shop", "UPDATE t SET v = 2 RETURNING v");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(joined.get(20, TimeUnit.SECONDS)).isEqualTo("2");
            blocker.rollback();
        }
        assertThat(in("copy.shop", "TABLE t")).isEqualTo("2");
    }

    @Test
    void afterACopySessionsWithoutChangesKeepTheSnapshot() throws Exception {
        assumeTrue(server.major() >= COUNTS_AT_ONCE, "the counts of earlier versions come late");
        in("new.shop", "CREATE TABLE t (id serial, v int); INSERT INTO t (v) VALUES (1)");
        in("copy.shop", "TABLE t");
        List<String> snapshot = snapshots();
        for (int i = 0; i < 5; i++) {
            in("new.shop", "TABLE t", "SELECT 1", "SET work_mem = '1MB'");
            atRest();
            assertThat(in("copy.shop", "SELECT v FROM t")).isEqualTo("1");
        }
        assertThat(snapshots()).isEqualTo(snapshot);
    }

    @Test
    void afterACopyEachChangeIsInTheNextCopy() throws SQLException {
        in(
                "new.shop",
                "CREATE TABLE t (v int); INSERT INTO t VALUES (1); CREATE SEQUENCE s; CREATE TABLE empty (); SELECT lo_create(47)",
                "SELECT setval('s', 5)");
        in("copy.shop", "TABLE t");
        changed("UPDATE t SET v = 2", "TABLE t", "2");
        changed("DELETE FROM t", "SELECT count(*) FROM t", "0");
        changed("INSERT INTO t VALUES (7)", "TABLE t", "7");
        changed("TRUNCATE t", "SELECT count(*) FROM t", "0");
        changed("BEGIN; INSERT INTO t VALUES (8); COMMIT", "TABLE t", "8");
        changed("SELECT nextval('s')", "SELECT last_value FROM s", "6");
        changed("SELECT setval('s', 6, false)", "SELECT is_called FROM s", "f");
        changed("ALTER SEQUENCE s RESTART 3", "SELECT last_value FROM s", "3");
        changed(
                "ALTER TABLE empty ADD a int",
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'empty'::regclass AND attname = 'a'",
                "1");
        changed("SELECT lowrite(lo_open(47, x'20000'::int), 'abc')", "SELECT convert_from(lo_get(47), 'UTF8')", "abc");
        changed("COMMENT ON TABLE t IS 'told'", "SELECT obj_description('t'::regclass)", "told");
        changed("GRANT SELECT ON t TO PUBLIC", "SELECT has_table_privilege('public', 't', 'SELECT')", "t");
        String source = setup.probe.all().ofKey("shop").name();
        changed("ALTER DATABASE " + source + " SET work_mem = '7MB'", "SHOW work_mem", "7MB");
        changed("ALTER ROLE " + source + " SET lock_timeout = '3s'", "SHOW lock_timeout", "3s");
    }

    private void changed(String sql, String question, String answer) throws SQLException {
        in("new.shop", sql);
        assertThat(in("copy.shop", question)).as(sql).isEqualTo(answer);
    }
}
