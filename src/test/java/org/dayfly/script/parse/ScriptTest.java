package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each rule by which psql tells statements apart; each script is read with buffers of all sizes. */
final class ScriptTest {
    private static final int LONGEST_LOOK_AHEAD = 9;
    private static final Path FILE = Path.of("schema.sql");

    private boolean plainStrings = true;

    /** Each step as {@code line|statement}, and {@code |line of data|data} for COPY. */
    private List<String> steps(byte[] script) throws Exception {
        List<String> steps = read(script, 1 << 16);
        for (int capacity = LONGEST_LOOK_AHEAD; capacity < LONGEST_LOOK_AHEAD + 40; capacity++) {
            assertThat(read(script, capacity)).as("buffer of %d", capacity).isEqualTo(steps);
        }
        return steps;
    }

    private List<String> steps(String script) throws Exception {
        return steps(script.getBytes(UTF_8));
    }

    private List<String> read(byte[] bytes, int capacity) throws ScriptFailure, IOException {
        List<String> steps = new ArrayList<>();
        try (Script script =
                new Script(FILE, new ScriptBytes(new ByteArrayInputStream(bytes), capacity), () -> plainStrings)) {
            for (Optional<ScriptStep> next = script.next(); next.isPresent(); next = script.next()) {
                ScriptStep step = next.get();
                String told = step.line() + "|" + step.sql();
                if (step.data().isPresent()) {
                    CopyData data = step.data().get();
                    told += "|" + data.line() + "|" + new String(data.readAllBytes(), UTF_8);
                }
                steps.add(told);
            }
        }
        return steps;
    }

    private void refuses(byte[] script, String message) {
        assertThatThrownBy(() -> steps(script))
                .isInstanceOf(ScriptFailure.class)
                .hasMessage(message);
    }

    private void refuses(String script, String message) {
        refuses(script.getBytes(UTF_8), message);
    }

    @Test
    void statementsEndAtSemicolonsAndTheLastOneWithoutToo() throws Exception {
        assertThat(steps("SELECT 1;SELECT\n2 ;;\n ; \n\nSELECT 3"))
                .containsExactly("1|SELECT 1", "1|SELECT\n2 ", "5|SELECT 3");
    }

    @Test
    void nothingComesOfNothing() throws Exception {
        assertThat(steps("")).isEmpty();
        assertThat(steps(" ;\n-- none\n/* here */;")).isEmpty();
    }

    @Test
    void aStatementBeginsAtItsFirstWordAndNotAtTheCommentBefore() throws Exception {
        assertThat(steps("\n-- one; two\n/* three; */ SELECT 1 -- four;\n /* five; */;"))
                .containsExactly("3|SELECT 1 -- four;\n /* five; */");
    }

    @Test
    void aLineCommentEndsAtACarriageReturnToo() throws Exception {
        assertThat(steps("SELECT 1 -- a;\r;SELECT 2")).containsExactly("1|SELECT 1 -- a;\r", "1|SELECT 2");
    }

    @Test
    void aCommentBeginsInTheMiddleOfAnOperator() throws Exception {
        assertThat(steps("SELECT 1+--;'\n2;SELECT 1*/*;'*/2;SELECT 1-/-2;3"))
                .containsExactly("1|SELECT 1+--;'\n2", "2|SELECT 1*/*;'*/2", "2|SELECT 1-/-2", "2|3");
    }

    @Test
    void commentsNest() throws Exception {
        assertThat(steps("SELECT /* a /* b; */ c; /*/ */ */ */ 1; SELECT /**/ 2; SELECT /***/ 3"))
                .containsExactly("1|SELECT /* a /* b; */ c; /*/ */ */ */ 1", "1|SELECT /**/ 2", "1|SELECT /***/ 3");
    }

    @Test
    void quotesHideEverythingButQuotes() throws Exception {
        assertThat(steps("SELECT 'a;--/*$$\"\\'; SELECT 'it''s;'; SELECT '''';SELECT 1"))
                .containsExactly("1|SELECT 'a;--/*$$\"\\'", "1|SELECT 'it''s;'", "1|SELECT ''''", "1|SELECT 1");
        assertThat(steps("SELECT \"a;--/*$$'\"; SELECT \"b\"\";\" ;"))
                .containsExactly("1|SELECT \"a;--/*$$'\"", "1|SELECT \"b\"\";\" ");
    }

    @Test
    void backslashesEscapeInEscapeStringsAlone() throws Exception {
        assertThat(steps("SELECT E'a\\';b''\\';', e'\\\\';SELECT 2"))
                .containsExactly("1|SELECT E'a\\';b''\\';', e'\\\\'", "1|SELECT 2");
        assertThat(steps("SELECT typE'\\';SELECT U&'\\', N'\\', B'', X'\\' ;SELECT u&\"\\\""))
                .containsExactly("1|SELECT typE'\\'", "1|SELECT U&'\\', N'\\', B'', X'\\' ", "1|SELECT u&\"\\\"");
    }

    @Test
    void escapesGoOnWhereTheLiteralDoes() throws Exception {
        assertThat(steps("SELECT E'a' -- b\n\t'c\\';d';SELECT E'a' '\\';SELECT E'a'\n || '\\';SELECT E'a'\n/**/'\\'"))
                .containsExactly(
                        "1|SELECT E'a' -- b\n\t'c\\';d'",
                        "2|SELECT E'a' '\\'",
                        "2|SELECT E'a'\n || '\\'",
                        "3|SELECT E'a'\n/**/'\\'");
    }

    @Test
    void backslashesEscapeInAllStringsWhereTheSessionSaysSo() throws Exception {
        plainStrings = false;
        assertThat(steps("SELECT 'a\\';b';SELECT 1")).containsExactly("1|SELECT 'a\\';b'", "1|SELECT 1");
    }

    @Test
    void dollarQuotesEndAtTheirOwnTag() throws Exception {
        assertThat(steps("SELECT $$;'$;$a$;$$;SELECT $a$;$$;$b$;$A$;$aa$ $a$;SELECT $é_1$;$é$ $é_1$;"))
                .containsExactly(
                        "1|SELECT $$;'$;$a$;$$", "1|SELECT $a$;$$;$b$;$A$;$aa$ $a$", "1|SELECT $é_1$;$é$ $é_1$");
        assertThat(steps("SELECT $a$ $b$a$;SELECT $ab$ $a$ab$;"))
                .containsExactly("1|SELECT $a$ $b$a$", "1|SELECT $ab$ $a$ab$");
    }

    @Test
    void dollarsInNamesAndParametersQuoteNothing() throws Exception {
        assertThat(steps("SELECT a$b$;SELECT $1;SELECT $1$$;$$;SELECT é$$;SELECT 1$$;$$;SELECT $ ;"))
                .containsExactly(
                        "1|SELECT a$b$",
                        "1|SELECT $1",
                        "1|SELECT $1$$;$$",
                        "1|SELECT é$$",
                        "1|SELECT 1$$;$$",
                        "1|SELECT $ ");
    }

    @Test
    void semicolonsInParenthesesEndNothing() throws Exception {
        assertThat(steps("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT (2););SELECT 3);SELECT ')'"))
                .containsExactly(
                        "1|CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT (2);)", "1|SELECT 3)", "1|SELECT ')'");
    }

    @Test
    void bodiesOfFunctionsEndWithTheLastEnd() throws Exception {
        for (String head : List.of(
                "CREATE FUNCTION f() RETURNS int",
                "create or replace /* ; */ function f(a int DEFAULT 1)",
                "CREATE PROCEDURE \"end\"()",
                "CREATE OR REPLACE PROCEDURE p()")) {
            String function = head
                    + " BEGIN ATOMIC SELECT CASE WHEN true THEN 'end' ELSE \"end\".a END;\n"
                    + "SELECT CASE 1 WHEN 1 THEN CASE 2 WHEN 2 THEN 3 END END; SELECT 2; END";
            assertThat(steps(function + ";SELECT 1;")).containsExactly("1|" + function, "2|SELECT 1");
        }
    }

    @Test
    void beginIsNoBlockElsewhere() throws Exception {
        assertThat(steps("BEGIN; CREATE TABLE f(a int);END; CREATE VIEW begin AS SELECT 1; SELECT case;"
                        + "CREATE FUNCTION f() RETURN CASE WHEN true THEN 1 END;"
                        + "CREATE FUNCTION f(begin int) RETURNS int RETURN 1;SELECT 2"))
                .hasSize(8);
    }

    @Test
    void countsLinesThroughEverything() throws Exception {
        assertThat(steps("/*\n*/--\n'\n' \"\n\" $$\n$$ E'\n\\\n';\r\nSELECT 1"))
                .containsExactly("3|'\n' \"\n\" $$\n$$ E'\n\\\n'", "9|SELECT 1");
    }

    @Test
    void lineEndsOfWindowsAreKept() throws Exception {
        assertThat(steps("SELECT 'a\r\nb';\r\nCOPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 2;\r\n"))
                .containsExactly("1|SELECT 'a\r\nb'", "3|COPY t FROM stdin|4|1\r\n", "6|SELECT 2");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws Exception {
        assertThat(steps("\uFEFFSELECT 'ä€😀'")).containsExactly("1|SELECT 'ä€😀'");
    }

    @Test
    void dataFollowsCopyFromStdin() throws Exception {
        assertThat(steps("COPY t FROM stdin;\na\t;'\n\\.x\n\\\\.\n \\.\n\\.\nSELECT 1"))
                .containsExactly("1|COPY t FROM stdin|2|a\t;'\n\\.x\n\\\\.\n \\.\n", "7|SELECT 1");
        assertThat(steps("copy s.\"from\" (a, \"b;\")\nFrom /* ; */ STDIN WITH (FORMAT csv) ; \t\n1,2\n\\.\n"))
                .containsExactly("1|copy s.\"from\" (a, \"b;\")\nFrom /* ; */ STDIN WITH (FORMAT csv) |3|1,2\n");
    }

    @Test
    void dataEndsAtTheBeginningOfALineAlone() throws Exception {
        // So that some of them are cut before the backslash, whatever the size of the buffer.
        String data = IntStream.range(1, 60)
                .mapToObj(length -> "b".repeat(length) + "\\.\n")
                .collect(Collectors.joining());
        assertThat(steps("COPY t FROM stdin;\n" + data + "\\.\nSELECT 1"))
                .containsExactly("1|COPY t FROM stdin|2|" + data, "62|SELECT 1");
    }

    @Test
    void theEndOfTheScriptEndsDataToo() throws Exception {
        for (String end : List.of("", "\n", "\n\\.", "\n\\.\n", "\n\\.\r\n")) {
            String data = end.isEmpty() ? "1" : "1\n";
            assertThat(steps("COPY t FROM stdin;\n" + end.stripLeading())).containsExactly("1|COPY t FROM stdin|2|");
            assertThat(steps("COPY t FROM stdin;\n1" + end)).containsExactly("1|COPY t FROM stdin|2|" + data);
        }
        assertThat(steps("COPY t FROM stdin")).containsExactly("1|COPY t FROM stdin|1|");
    }

    @Test
    void otherCopiesHaveNoData() throws Exception {
        for (String copy : List.of(
                "COPY t FROM '/stdin'",
                "COPY t FROM PROGRAM 'stdin'",
                "COPY (SELECT * FROM stdin) TO '/f'",
                "COPY t TO stdout",
                "SELECT * FROM stdin",
                "COPY t FROM \"stdin\"",
                "COPY t FROM (stdin)")) {
            assertThat(steps(copy + ";\n;\n\n")).containsExactly("1|" + copy);
        }
    }

    @Test
    void dataNobodyReadIsPassedOver() throws Exception {
        byte[] script = "COPY t FROM stdin;\n1\n2\n\\.\nSELECT 1".getBytes(UTF_8);
        try (Script read = Script.of(FILE, new ByteArrayInputStream(script), () -> true)) {
            read.next().orElseThrow().data().orElseThrow().read();
            assertThat(read.next().orElseThrow().line()).isEqualTo(5);
        }
    }

    @Test
    void dataNeedNotBeText() throws Exception {
        byte[] script = "COPY t FROM stdin;\n\u00e9\n\\.\n".getBytes(ISO_8859_1);
        assertThat(steps(script)).hasSize(1);
    }

    @Test
    void refusesToLetTheLineOfCopyGoOn() {
        refuses(
                "\nCOPY t FROM stdin; SELECT 1;\n1\n",
                "schema.sql, line 2: the line goes on after COPY … FROM stdin; begin the data in a new line");
    }

    @Test
    void passesOverTheCommandsOfPgDump() throws Exception {
        assertThat(steps("--\n\\restrict aB;c'\n\nSELECT 1;\n\\unrestrict aB;c'\nSELECT 2;\\unrestrict x"))
                .containsExactly("4|SELECT 1", "6|SELECT 2");
    }

    @Test
    void refusesOtherCommandsOfPsql() {
        refuses("SELECT 1\n\\connect shop\n", "schema.sql, line 2: \\connect is a command of psql; take it out");
        refuses("SELECT 1;\n\n\\copy t FROM 'x'\n", "schema.sql, line 3: \\copy is a command of psql; take it out");
        refuses("SELECT 1\n\\gexec", "schema.sql, line 2: \\gexec is a command of psql; take it out");
        refuses("\\.\n", "schema.sql, line 1: \\. is a command of psql; take it out");
        refuses("\\restricted x\n", "schema.sql, line 1: \\restricted is a command of psql; take it out");
    }

    @Test
    void refusesQuotesThatDoNotEnd() {
        refuses("SELECT\n'a\nb", "schema.sql, line 2: unterminated quoted string");
        refuses("SELECT E'\\", "schema.sql, line 1: unterminated quoted string");
        refuses("SELECT \"a", "schema.sql, line 1: unterminated quoted identifier");
        refuses("SELECT 1;\nSELECT $a$ $A$", "schema.sql, line 2: unterminated dollar-quoted string");
        refuses("SELECT 1;\n\n/* /* */", "schema.sql, line 3: unterminated /* comment");
    }

    @Test
    void refusesWhatIsNotUtf8AndSaysWhere() {
        String advice = "this is no text in UTF-8; save the file as UTF-8, or dump with pg_dump --encoding=UTF8";
        refuses("SELECT 1;\nSELECT '\n\u00e9';".getBytes(ISO_8859_1), "schema.sql, line 3: " + advice);
        refuses(
                ("SELECT '" + "\n".repeat(20_000) + "\u00e9").concat("'").getBytes(ISO_8859_1),
                "schema.sql, line 20001: " + advice);
        refuses("SELECT\n1\0 2", "schema.sql, line 2: " + advice);
    }

    @Test
    void theReplacementCharacterIsTextToo() throws Exception {
        assertThat(steps("SELECT '\uFFFD'")).containsExactly("1|SELECT '\uFFFD'");
    }

    @Test
    void refusesOtherFormats() {
        String archive = "schema.sql is an archive of pg_dump, not SQL; turn it into SQL with pg_restore -f file.sql,"
                + " or dump with pg_dump --format=plain";
        refuses("PGDMP\1\16", archive);
        refuses("toc.dat\0\0", archive);
        refuses("\u001f\u008b\b".getBytes(ISO_8859_1), "schema.sql is compressed; unpack it");
        refuses("(\u00b5/\u00fd".getBytes(ISO_8859_1), "schema.sql is compressed; unpack it");
        refuses("\4\"M\30".getBytes(ISO_8859_1), "schema.sql is compressed; unpack it");
        refuses(
                "\uFEFFSELECT 1".getBytes(UTF_16LE),
                "schema.sql is in UTF-16; save it as UTF-8, or let pg_dump write the file itself, with --file");
    }

    @Test
    void saysSoWhereReadingFails() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        assertThatThrownBy(() -> Script.of(FILE, closed, () -> true).next())
                .isInstanceOf(ScriptFailure.class)
                .hasMessage("schema.sql cannot be read: Stream closed");
    }

    @Test
    void aPositionInAStatementIsALineOfTheScript() {
        ScriptStep step = new ScriptStep(7, "SELECT '😀'\r\n,\nx", Optional.empty(), List.of());
        assertThat(step.lineOf(1)).isEqualTo(7);
        assertThat(step.lineOf(13)).isEqualTo(8);
        assertThat(step.lineOf(14)).isEqualTo(8);
        assertThat(step.lineOf(15)).isEqualTo(9);
        assertThat(step.lineOf(99)).isEqualTo(9);
    }
}
