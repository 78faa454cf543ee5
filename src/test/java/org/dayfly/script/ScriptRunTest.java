package org.dayfly.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.script.parse.ScriptFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestServer.class)
final class ScriptRunTest {
    private final Path folder;
    private final ScratchDatabase database;
    private final Connection connection;

    ScriptRunTest(Cluster cluster, @TempDir Path folder) throws SQLException {
        this.folder = folder;
        database = ScratchDatabase.make(cluster, "script_run");
        connection = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private Path file(String script) throws IOException {
        return Files.writeString(folder.resolve("schema.sql"), script);
    }

    private void run(String script) throws Exception {
        new ScriptRun(connection).run(List.of(file(script)));
    }

    /** Runs a script on a connection that is not needed any more then. */
    private void fails(String script, String message) throws Exception {
        try (Connection other = database.connect()) {
            ScriptRun run = new ScriptRun(other);
            Path file = file(script);
            assertThatThrownBy(() -> run.run(List.of(file)))
                    .isInstanceOf(ScriptFailure.class)
                    .hasMessage(file + message);
        }
    }

    private String ask(String sql) throws SQLException {
        return database.ask(sql);
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
    void backslashesMeanWhatTheSessionSaysTheyMean() throws Exception {
        run("""
                SET escape_string_warning = off;
                SET standard_conforming_strings = off;
                CREATE TABLE t AS SELECT 'a\\';' AS a;
                SET standard_conforming_strings = on;
                INSERT INTO t VALUES ('\\');""");
        assertThat(ask("SELECT string_agg(a, ' ') FROM t")).isEqualTo("a'; \\");
    }

    @Test
    void everyRowIsMadeThoughNoneIsKept() throws Exception {
        run("CREATE SEQUENCE s; SELECT nextval('s') FROM generate_series(1, 1000)");
        assertThat(ask("SELECT last_value FROM s")).isEqualTo("1000");
    }

    @Test
    void aFailureTellsItsLine() throws Exception {
        fails("SELECT 1;\n\n-- a\nSELECT\n  '😀',\n  nothing;", ", line 6: column \"nothing\" does not exist");
        fails("SELECT 1;\r\nSELECT 1\r\nFROM x", ", line 3: relation \"x\" does not exist");
        fails("\uFEFFSELECT\n1 +\n\n;", ", line 4: syntax error at end of input");
        fails(
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\nSELECT\nx $$",
                ", line 3: column \"x\" does not exist");
        fails("\nSELECT\n1/0", ", line 2: division by zero");
    }

    @Test
    void aFailureTellsDetailAndHint() throws Exception {
        fails(
                "CREATE TABLE t (a int PRIMARY KEY);\nINSERT INTO t VALUES (1), (1)",
                ", line 2: duplicate key value violates unique constraint \"t_pkey\"; detail: Key (a)=(1) already exists");
        fails(
                "DO $$ BEGIN RAISE 'a\n b'\n USING DETAIL = E'c.\\nd.', HINT = 'e'; END $$",
                ", line 1: a b; in PL/pgSQL function inline_code_block line 1 at RAISE; detail: c. d; hint: e");
        fails(
                "DO $$ BEGIN RAISE '%', repeat('x', 2000); END $$",
                ", line 1: " + "x".repeat(1000) + "…; in PL/pgSQL function inline_code_block line 1 at RAISE");
    }

    @Test
    void aFailureInDataTellsTheLineOfTheData() throws Exception {
        run("CREATE TABLE t (a int CHECK (a < 10));");
        String copy = "SELECT 1;\nCOPY t FROM\nstdin;\n1\n2\n";
        fails(copy + "x, line 9\n\\.\n", ", line 6: invalid input syntax for type integer: \"x, line 9\"");
        fails(
                copy + "3\n10\n",
                ", line 7: new row for relation \"t\" violates check constraint \"t_a_check\";"
                        + " detail: Failing row contains (10)");
        fails(copy + "3\t4\n\\.\n", ", line 6: extra data after last expected column");
        fails("\n\nCOPY nothing\nFROM stdin;\n1\n", ", line 3: relation \"nothing\" does not exist");
        fails("COPY t (b) FROM stdin;\n1\n", ", line 1: column \"b\" of relation \"t\" does not exist");
    }

    @Test
    void aFailureInMuchDataIsThatOfTheServer() throws Exception {
        String lines = "1\n".repeat(1_000_000);
        fails(
                "CREATE TABLE t (a int);\nCOPY t FROM stdin;\n" + lines + "x\n" + lines + "\\.\n",
                ", line 1000003: invalid input syntax for type integer: \"x\"");
        fails(
                "CREATE TABLE u (a int);\nCOPY u FROM stdin;\n1\nx\n" + lines + lines + "\\.\n",
                ", line 4: invalid input syntax for type integer: \"x\"");
    }

    @Test
    void dataThatIsNotUtf8TellsItsLine() throws Exception {
        Path file = folder.resolve("latin1.sql");
        Files.write(
                file,
                "CREATE TABLE t (a text);\nCOPY t FROM stdin;\na\n\u00e9\n\\.\n"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new ScriptRun(connection).run(List.of(file)))
                .hasMessageStartingWith(file + ", line 4: invalid byte sequence for encoding \"UTF8\"");
    }

    @Test
    void aFailureTellsWhatToChangeInTheDump() throws Exception {
        run("CREATE TABLE t ()");
        fails(
                "CREATE POLICY p ON t TO shop",
                ", line 1: role \"shop\" does not exist; scripts make no roles: name one that the server has, or make the role"
                        + " on the server, or take the statement out");
        fails("COPY t TO stdout", ", line 1: there is no stdout for COPY to write to; take the statement out");
        fails(
                "SET client_encoding = 'SJIS'",
                ", line 1: scripts can't be in the encoding \"SJIS\"; make the dump with --encoding=UTF8");
        fails(
                "SELECT set_config('client_encoding', 'LATIN1', false)",
                ", line 1: The server's client_encoding parameter was changed to LATIN1. The JDBC driver requires"
                        + " client_encoding to be UTF8 for correct operation; make the dump with --encoding=UTF8");
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
    void theFirstFailureIsTheEndAndWhatWasDoneBeforeStays() throws Exception {
        fails("CREATE TABLE a (); SELECT 1/0; CREATE TABLE b ()", ", line 1: division by zero");
        assertThat(ask("SELECT string_agg(relname, ' ') FROM pg_class WHERE relname IN ('a', 'b')"))
                .isEqualTo("a");
    }

    @Test
    void aTransactionThatDoesNotEndIsAFailure() throws Exception {
        fails(
                "BEGIN; CREATE TABLE a ();\nCOMMIT;\n\nBEGIN;\nCREATE TABLE b ();",
                ", line 4: the transaction that begins here does not end, so nothing is kept; add COMMIT");
    }

    @Test
    void aConnectionThatBreaksIsAFailure() throws Exception {
        fails(
                "SELECT 1;\nSELECT pg_terminate_backend(pg_backend_pid())",
                ", line 2: terminating connection due to administrator command");
        connection.close();
        Path file = file("SELECT 1");
        assertThatThrownBy(() -> new ScriptRun(connection).run(List.of(file)))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(file + " cannot be run: This connection has been closed.");
    }

    @Test
    void saysSoWhereThereIsNoFile() {
        Path missing = folder.resolve("missing.sql");
        assertThatThrownBy(() -> new ScriptRun(connection).run(List.of(missing)))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(missing + " cannot be read: no such file");
        assertThatThrownBy(() -> new ScriptRun(connection).run(List.of(folder)))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(folder + " cannot be read: Is a directory");
    }

    @Test
    void theConnectionIsAfterwardsWhatItWas() throws Exception {
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
    void aStatementMayTakeLongerThanOtherAnswersMay() throws Exception {
        connection.setNetworkTimeout(Runnable::run, 50);
        run("CREATE TABLE t AS SELECT pg_sleep(0.2)::text");
        assertThat(ask("SELECT count(*) FROM t")).isEqualTo("1");
    }

    @Test
    void progressIsSaid() throws Exception {
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

        // Not what was held but all that was ever asked for.
        assertThat(allocated() - before).isLessThan(size);
        assertThat(ask("SELECT (count(*), sum(a)) FROM t199")).isEqualTo("(2500,3123750)");
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
