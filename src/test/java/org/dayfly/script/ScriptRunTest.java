package org.dayfly.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The effects of a script on its database, and on the session that runs it. */
@ExtendWith(TestServer.class)
final class ScriptRunTest extends ScriptRunFixture {
    ScriptRunTest(Cluster cluster, @TempDir Path folder) throws SQLException {
        super(cluster, folder);
    }

    @Test
    void statementsAreRunAsTheyAreWritten() throws Exception {
        run("""
                CREATE OPERATOR public.?? (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
                CREATE TABLE t AS SELECT 1 ?? 2 AS a, '{"b": 1}'::jsonb ? 'b' AS b, E'{fn now()}\\'?;' AS c;
                CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM t WHERE a = 1; DELETE FROM t WHERE a = 2);
                CREATE FUNCTION f(a int) RETURNS text BEGIN ATOMIC
                    SELECT 1;
                    SELECT CASE a WHEN 1 THEN 'one;' ELSE 'many' END;
                END;
                CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (f(2)::text = ''); END $$;
                DO 'BEGIN PERFORM 1; END';
                -- Here psql itself is wrong, and sends the rest of the file with it.
                UPDATE t SET b = E'a'
                    '\\';' <> '';
                VACUUM t""");
        assertThat(ask("SELECT (a, b, c, f(1)) FROM t")).isEqualTo("(3,t,\"{fn now()}'?;\",one;)");
        assertThat(ask("SELECT definition FROM pg_rules WHERE rulename = 'r'")).contains("a = 1", "a = 2");
    }

    @Test
    void dataIsCopied() throws Exception {
        run("""
                CREATE TABLE t (a int, b text);
                COPY t (a, b) FROM stdin;
                1	ä€😀\\n;\\\\.
                2	\\N
                \\.
                BEGIN;
                COPY t FROM STDIN (FORMAT csv, HEADER);
                a,b
                3,"x
                y"
                \\.
                COMMIT;
                COPY t FROM stdin;
                4	end""");
        assertThat(ask("SELECT string_agg(a || coalesce(b, '-'), ' ' ORDER BY a) FROM t"))
                .isEqualTo("1ä€😀\n;\\. 2- 3x\ny 4end");
    }

    @Test
    void backslashesFollowTheSettingOfTheSession() throws Exception {
        run("""
                SET escape_string_warning = off;
                SET standard_conforming_strings = off;
                CREATE TABLE t AS SELECT 'a\\';' AS a;
                SET standard_conforming_strings = on;
                INSERT INTO t VALUES ('\\');""");
        assertThat(ask("SELECT string_agg(a, ' ') FROM t")).isEqualTo("a'; \\");
    }

    @Test
    void everyRowIsComputedThoughNoneIsKept() throws Exception {
        run("CREATE SEQUENCE s; SELECT nextval('s') FROM generate_series(1, 1000)");
        assertThat(ask("SELECT last_value FROM s")).isEqualTo("1000");
    }

    @Test
    void aScriptMayBeInAnotherEncoding() throws Exception {
        for (String set :
                List.of("SET client_encoding = 'LATIN1'", "SET NAMES 'iso-8859-1'", "SET client_encoding TO latin1")) {
            Path file = folder.resolve("latin1.sql");
            Files.write(
                    file,
                    (set + ";\nDROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT 'é' AS a;\nCOPY t FROM stdin;\ná\n\\.\n"
                                    + "INSERT INTO t VALUES ('ö'); SET client_encoding = 'UTF8'; INSERT INTO t VALUES ('Ã¼');")
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            new ScriptRun(connection).run(List.of(file));
            assertThat(ask("SELECT string_agg(a, '' ORDER BY ctid) FROM t")).isEqualTo("éáöü");
        }
    }

    @Test
    void datesAreReadInTheOrderThatTheScriptSays() throws Exception {
        run("""
                CREATE TABLE t (a date);
                SET datestyle = 'SQL, DMY'; INSERT INTO t VALUES ('2/3/2025');
                SET datestyle TO SQL, MDY; COPY t FROM stdin;
                3/4/2025
                \\.
                SET LOCAL datestyle = German; SET datestyle = German; INSERT INTO t VALUES ('5.4.2025');
                SET datestyle TO DEFAULT; SET IntervalStyle = iso_8601;""");
        assertThat(ask("SELECT string_agg(a::text, ' ' ORDER BY a) FROM t"))
                .isEqualTo("2025-03-02 2025-03-04 2025-04-05");
        fails(
                "SET datestyle = 'odd'",
                ", line 1: invalid value for parameter \"DateStyle\": \"odd\"; detail: Unrecognized key word: \"odd\"");
    }

    @Test
    void settingsThatTheServerLacksArePassedOver() throws Exception {
        run("SET transaction_timeout = 0; SET idle_session_timeout = 0; CREATE TABLE t ()");
        assertThat(ask("SELECT count(*) FROM t")).isEqualTo("0");
    }

    @Test
    void theConnectionIsUnchangedAfterwards() throws Exception {
        connection.setNetworkTimeout(Runnable::run, 60_000);
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::int + 1")) {
            prepareOnServer(statement);
            run("""
                    SET statement_timeout = '1h';
                    SET statement_timeout = 0;
                    SET work_mem = '1MB';
                    CREATE TEMPORARY TABLE left_over ();
                    PREPARE p AS SELECT 1;
                    SELECT pg_catalog.set_config('search_path', '', false);""");
            prepareOnServer(statement);
        }
        assertThat(connection.getNetworkTimeout()).isEqualTo(60_000);
        assertThat(connection.getAutoCommit()).isTrue();
        Sql.run(connection, "CREATE TABLE t AS SELECT current_setting('work_mem') AS a");
        assertThat(ask("SELECT a <> '1MB' FROM public.t")).isEqualTo("t");
    }

    private static void prepareOnServer(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < 10; i++) {
            statement.setInt(1, i);
            statement.execute();
        }
    }

    @Test
    void eachFileBeginsWithTheSessionsOwnSettings() throws Exception {
        run("CREATE TABLE t (a int); SELECT pg_catalog.set_config('search_path', '', false);");
        run("INSERT INTO t VALUES (1)");
        assertThat(ask("SELECT count(*) FROM t")).isEqualTo("1");
    }

    @Test
    void aStatementMayTakeLongerThanTheNetworkTimeout() throws Exception {
        connection.setNetworkTimeout(Runnable::run, 50);
        run("CREATE TABLE t AS SELECT pg_sleep(0.2)::text");
        assertThat(ask("SELECT count(*) FROM t")).isEqualTo("1");
    }

    @Test
    void progressIsReported() throws Exception {
        List<String> said = new ArrayList<>();
        Duration[] now = {Duration.ZERO};
        ScriptProgress progress = new ScriptProgress(
                () -> {
                    now[0] = now[0].plusSeconds(3);
                    return now[0].toNanos();
                },
                said::add);
        Path file = file("CREATE TABLE t (a text);\nCOPY t FROM stdin;\n" + "0123456789\n".repeat(100_000) + "\\.\n");
        new ScriptRun(connection, new ServerFacts(connection, false), Optional.empty(), progress).run(List.of(file));
        assertThat(said).hasSizeBetween(5, 10).allMatch(line -> line.matches(".*/schema.sql: \\d+ % of 1100 kB"));
    }

    @Test
    void muchDataTakesLittleMemory() throws Exception {
        int tables = 200;
        int linesEach = 2_500;
        String line = "\t" + "x".repeat(98) + "\n";
        Path file = folder.resolve("large.sql");
        try (Writer script = Files.newBufferedWriter(file)) {
            for (int table = 0; table < tables; table++) {
                script.write("CREATE TABLE t%d (a int, b text);\nCOPY t%d FROM stdin;\n".formatted(table, table));
                for (int i = 0; i < linesEach; i++) {
                    script.write(i + line);
                }
                script.write("\\.\n\nCREATE INDEX ON t%d (a);\n".formatted(table));
            }
        }
        long size = Files.size(file);
        assertThat(size).isGreaterThan(50_000_000);
        new ScriptRun(connection).run(List.of(file("SELECT 1")));

        long before = allocated();
        new ScriptRun(connection).run(List.of(file));

        // This counts all memory that was ever allocated, not the memory in use.
        assertThat(allocated() - before).isLessThan(size);
        assertThat(ask("SELECT (count(*), sum(a)) FROM t199")).isEqualTo("(2500,3123750)");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
