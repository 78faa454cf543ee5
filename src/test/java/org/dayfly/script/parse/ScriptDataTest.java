package org.dayfly.script.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The data of COPY FROM stdin in a script. */
final class ScriptDataTest extends ScriptFixture {
    @Test
    void dataFollowsCopyFromStdin() throws Exception {
        assertThat(steps("COPY t FROM stdin;\na\t;'\n\\.x\n\\\\.\n \\.\n\\.\nSELECT 1"))
                .containsExactly("1|COPY t FROM stdin|2|a\t;'\n\\.x\n\\\\.\n \\.\n", "7|SELECT 1");
        assertThat(steps("copy s.\"from\" (a, \"b;\")\nFrom /* ; */ STDIN WITH (FORMAT csv) ; \t\n1,2\n\\.\n"))
                .containsExactly("1|copy s.\"from\" (a, \"b;\")\nFrom /* ; */ STDIN WITH (FORMAT csv) |3|1,2\n");
    }

    @Test
    void dataEndsOnlyAtTheBeginningOfALine() throws Exception {
        // With these lengths, every size of the buffer cuts some lines before the backslash.
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
    void otherCopyStatementsHaveNoData() throws Exception {
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
    void dataThatIsNotReadIsPassedOver() throws Exception {
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
    void refusesMoreTextInTheLineOfCopy() {
        refuses(
                "\nCOPY t FROM stdin; SELECT 1;\n1\n",
                "schema.sql, line 2: the line goes on after COPY … FROM stdin; begin the data in a new line");
    }
}
