package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.dayfly.protocol.CommandLineOptions.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameter {@code options} is read as PostgreSQL reads it, and settings of PostgreSQL stay unchanged. */
final class CommandLineOptionsTest {
    private static final Predicate<Setting> OURS = setting -> setting.name().startsWith("dayfly.");

    /** Every setting as {@code name=value}. */
    private static List<String> settings(String text) {
        return CommandLineOptions.parse(text).settings().stream()
                .map(CommandLineOptionsTest::assignment)
                .toList();
    }

    private static String assignment(Setting setting) {
        return setting.value() == null ? setting.name() : setting.name() + "=" + setting.value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c a.b=1",
                "-ca.b=1",
                "--a.b=1",
                "  -c   a.b=1  ",
                "-c\ta.b=1\n",
                "-c\u000ba.b=1\f\r",
                "\\-\\c \\a.b=1",
                "-ec a.b=1",
                "-eca.b=1",
                "-e-a.b=1",
                "-e -c a.b=1 --",
                "-S 5 -c a.b=1",
                "-S5 -c a.b=1",
                "-S -c -c a.b=1",
                "-eS c -c a.b=1",
                "-c A.B=1",
            })
    void findsASetting(String text) {
        assertThat(settings(text)).containsExactly("a.b=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\\",
                "-",
                "--",
                "-c",
                "word -c a=1",
                "- -c a=1",
                "-- -c a=1",
                "-- a=1",
                "\\ -c a=1",
                "-S -ca=1",
                "-Sc a=1",
                "-c\u00a0a=1 x",
            })
    void findsNoSettingWherePostgresFindsNone(String text) {
        assertThat(settings(text)).doesNotContain("a=1");
    }

    @ParameterizedTest
    @CsvSource({
        "-c a=1\\ 2, a=1 2",
        "-c a=1\\\\2, a=1\\2",
        "-c a=1\\, a=1",
        "-c a=\\, a=",
        "-c a, a",
        "-c a=, a=",
        "-c a=b=c, a=b=c",
        "--some-name=x-y, some_name=x-y",
        "-c =1, =1",
        "'-c a=1 -c a=2', 'a=1,a=2'"
    })
    void readsNamesAndValues(String text, String expected) {
        assertThat(String.join(",", settings(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'-c dayfly.ttl=2h', ''",
        "'-c a=1 -c dayfly.ttl=2h -c b=2', '-c a=1  -c b=2'",
        "'-cdayfly.ttl=2h  -c b=a\\ ', '  -c b=a\\ '",
        "'-ec dayfly.ttl=2h -c b=2', '-e -c b=2'",
        "'-ecdayfly.ttl=2h -c b=2', '-e -c b=2'",
        "'-e-dayfly.ttl=2h', '-e'",
        "'-e\\c day\\fly.ttl=2h x', '-e x'",
        "'--dayfly.ttl=2h\\', ''",
        "'-c a=1\t', '-c a=1\t'"
    })
    void takesOutOnlyTheUnwantedSettings(String text, String rest) {
        assertThat(CommandLineOptions.parse(text).without(OURS)).isEqualTo(rest);
    }

    @Test
    void keepsTheOtherSettingsOfAnyText() {
        Random random = new Random(18);
        String[] pieces = {
            "-", "c", "e", "S", "--", " ", " ", "\\", "=", "dayfly.x", "a", "-c dayfly.ttl=1", "-c b=2", "\n"
        };
        for (int run = 0; run < 50_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            CommandLineOptions options = CommandLineOptions.parse(text.toString());
            List<String> others = options.settings().stream()
                    .filter(OURS.negate())
                    .map(CommandLineOptionsTest::assignment)
                    .toList();
            assertThat(settings(options.without(OURS)))
                    .as("settings of <%s>", text)
                    .isEqualTo(others);
        }
    }
}
