package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that had a client before is as good as new for the next client. */
final class ResetSessionTest extends KeptSessionsFixture {
    ResetSessionTest(Cluster cluster) throws SQLException {
        super(cluster);
    }

    private static String error(Connection connection, String sql) {
        return catchThrowableOfType(SQLException.class, () -> Sql.run(connection, sql))
                .getSQLState();
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
    void aNewSettingHoldsAfterATimeInWhichNobodyWrote() throws Exception {
        // With another session on the database, each session that waited is checked before its next client has it.
        left();
        try (Connection other = connect()) {
            assertThat(Sql.ask(other, "SELECT 1")).isEqualTo("1");
            for (int i = 0; i < 5; i++) {
                assertThat(next("SHOW work_mem")).isEqualTo("4MB");
            }
            Sql.run(observer, "ALTER ROLE " + database + " SET work_mem TO '5MB'");
            assertThat(next("SHOW work_mem")).isEqualTo("5MB");
        }
    }
}
