package org.dayfly.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.script.parse.ScriptFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The error of a script that fails names the line, the cause and the change that helps. */
@ExtendWith(TestServer.class)
final class ScriptFailuresTest extends ScriptRunFixture {
    ScriptFailuresTest(Cluster cluster, @TempDir Path folder) throws SQLException {
        super(cluster, folder);
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
    void aFailureInMuchDataTellsTheErrorOfTheServer() throws Exception {
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
    void theFirstFailureEndsTheScriptAndKeepsEarlierStatements() throws Exception {
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
    void reportsAFileThatIsMissing() {
        Path missing = folder.resolve("missing.sql");
        assertThatThrownBy(() -> new ScriptRun(connection).run(List.of(missing)))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(missing + " cannot be read: no such file");
        assertThatThrownBy(() -> new ScriptRun(connection).run(List.of(folder)))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(folder + " cannot be read: Is a directory");
    }
}
