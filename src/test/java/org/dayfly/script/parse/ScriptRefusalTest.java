package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The scripts that dayfly refuses, and the reasons. */
final class ScriptRefusalTest extends ScriptFixture {
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
    void refusesTextThatIsNotUtf8AndNamesTheLine() {
        String advice = "this is no text in UTF-8; save the file as UTF-8, or dump with pg_dump --encoding=UTF8";
        refuses("SELECT 1;\nSELECT '\n\u00e9';".getBytes(ISO_8859_1), "schema.sql, line 3: " + advice);
        refuses(
                ("SELECT '" + "\n".repeat(20_000) + "\u00e9").concat("'").getBytes(ISO_8859_1),
                "schema.sql, line 20001: " + advice);
        refuses("SELECT\n1\0 2", "schema.sql, line 2: " + advice);
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
    void reportsThatReadingFails() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        assertThatThrownBy(() -> Script.of(FILE, closed, () -> true).next())
                .isInstanceOf(ScriptFailure.class)
                .hasMessage("schema.sql cannot be read: Stream closed");
    }
}
