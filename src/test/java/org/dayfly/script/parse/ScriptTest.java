package org.dayfly.script.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules by which psql separates statements. */
final class ScriptTest extends ScriptFixture {
    @Test
    void statementsEndAtSemicolonsAndAtTheEndOfTheScript() throws Exception {
        assertThat(steps("SELECT 1;SELECT\n2 ;;\n ; \n\nSELECT 3"))
                .containsExactly("1|SELECT 1", "1|SELECT\n2 ", "5|SELECT 3");
    }

    @Test
    void aScriptWithoutStatementsIsEmpty() throws Exception {
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
    void escapesContinueWithTheLiteral() throws Exception {
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
    void dollarsInNamesAndParametersStartNoQuote() throws Exception {
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
    void semicolonsInParenthesesEndNoStatement() throws Exception {
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
    void beginOutsideOfFunctionBodiesStartsNoBlock() throws Exception {
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
    void passesOverTheCommandsOfPgDump() throws Exception {
        assertThat(steps("--\n\\restrict aB;c'\n\nSELECT 1;\n\\unrestrict aB;c'\nSELECT 2;\\unrestrict x"))
                .containsExactly("4|SELECT 1", "6|SELECT 2");
    }

    @Test
    void theReplacementCharacterIsTextToo() throws Exception {
        assertThat(steps("SELECT '\uFFFD'")).containsExactly("1|SELECT '\uFFFD'");
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
