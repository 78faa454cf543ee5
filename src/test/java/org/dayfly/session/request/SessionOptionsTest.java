package org.dayfly.session.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dayfly.config.DatabaseSettings.Life;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.create.AfterUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options for dayfly are taken out of the startup message; options for PostgreSQL stay unchanged. */
final class SessionOptionsTest {
    private static final Life DAY = life(Duration.ofHours(24), Duration.ofHours(1));

    private static Life life(Duration maxTtl, Duration kept) {
        return new Life(Duration.ofSeconds(1), maxTtl, Duration.ZERO, kept);
    }

    private static SessionOptions take(Map<String, String> parameters) {
        return SessionOptions.take(StartupParameters.of(parameters), DAY);
    }

    private static SessionOptions options(String options) {
        return take(Map.of("user", "new", "options", options));
    }

    @Test
    void takesSettingsOfDayflyOutOfTheOptions() {
        SessionOptions taken = options("-c dayfly.ttl=2h -c work_mem=1MB --dayfly.idle=90 -cdayfly.notice=off -e");
        assertThat(taken.terms().ttl()).hasValue(Duration.ofHours(2));
        assertThat(taken.terms().idle()).hasValue(Duration.ofSeconds(90));
        assertThat(taken.notice()).isFalse();
        assertThat(taken.forServer().get("options")).hasValue(" -c work_mem=1MB   -e");
        // A session that was opened ahead for clients without options fits such a client.
        assertThat(options("-c dayfly.ttl=2h -c dayfly.note=x").forServer().get("options"))
                .isEmpty();
        assertThat(options(" ").forServer().get("options")).hasValue(" ");
    }

    @Test
    void takesStartupParametersOfDayflyToo() {
        SessionOptions taken = take(Map.of("user", "new", "dayfly.ttl", "1h", "Dayfly.Notice", "no"));
        assertThat(taken.terms().ttl()).hasValue(Duration.ofHours(1));
        assertThat(taken.notice()).isFalse();
        assertThat(taken.forServer().toMap()).containsOnlyKeys("user");
    }

    @Test
    void asksForTheNoticeAndNoLifetimesByDefault() {
        SessionOptions taken = take(Map.of("user", "new"));
        assertThat(taken.terms().ttl()).isEmpty();
        assertThat(taken.terms().idle()).isEmpty();
        assertThat(taken.notice()).isTrue();
    }

    @Test
    void leavesAllOtherParametersUnchanged() {
        Map<String, String> parameters =
                Map.of("user", "new", "options", " -c  a=\\  ", "search_path", "x", "dayflyer", "\u00ff", "", "x");
        assertThat(take(parameters).forServer().toMap()).isEqualTo(parameters);
    }

    @Test
    void keepsProtocolOptionsFromTheServer() {
        assertThat(take(Map.of("user", "new", "_pq_.x", "1")).forServer().toMap())
                .containsOnlyKeys("user");
    }

    @Test
    void takesTheLastValueOfARepeatedOption() {
        assertThat(options("-c dayfly.ttl=2h -c dayfly.ttl=3h").terms().ttl()).hasValue(Duration.ofHours(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c dayfly.ttl=",
                "-c dayfly.ttl",
                "-c dayfly.ttl=soon",
                "-c dayfly.ttl=-1",
                "-c dayfly.ttl=25h",
                "-c dayfly.ttl=86401",
                "-c dayfly.ttl=0",
                "-c dayfly.idle=2d",
                "-c dayfly.idle=1\\ week",
                "-c dayfly.notice=o",
                "-c dayfly.notice=maybe",
                "-c dayfly.note=a\\\tb",
                "-c dayfly.note=a\\\nb",
                "-c dayfly.note=\u001b[2J",
                "-c dayfly.note=\u00c2\u009b31m", // U+009B, CSI in one character
                "-c dayfly.note=\u00e2\u0080\u00ae", // U+202E, right to left
                "-c dayfly.note=\u00e2\u0080\u00a8", // U+2028, a line separator
                "-c dayfly.after",
                "-c dayfly.after=",
                "-c dayfly.after=kept",
                "-c dayfly.after=KEEP",
                "-c dayfly.tttl=1h",
                "-c dayfly.=1",
                "-c dayfly.url=x",
                "-c DayFly.URL=x",
                "-c dayfly.database=x",
                "-c dayfly.expires_at=x",
                "--dayfly.expires-at=x"
            })
    void refusesABadOptionWithAHint(String options) {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> options(options))
                .satisfies(error -> {
                    assertThat(error.sqlState()).isEqualTo("22023");
                    assertThat(error.hint()).isNotBlank();
                });
    }

    @Test
    void refusesAParameterThatSetsTheUrl() {
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> take(Map.of("user", "new", "DAYFLY.URL", "x")))
                .withMessageContaining("cannot be changed");
    }

    @ParameterizedTest
    @CsvSource({"24h, 86400", "1d, 86400", "1440min, 86400", "1s, 1"})
    void allowsEveryTtlWithinTheLimit(String ttl, long seconds) {
        assertThat(options("-c dayfly.ttl=" + ttl).terms().ttl()).hasValue(Duration.ofSeconds(seconds));
    }

    @Test
    void allowsEveryTtlIfThereIsNoLimit() {
        StartupParameters parameters =
                StartupParameters.of(Map.of("user", "new", "dayfly.ttl", "0", "dayfly.idle", "30d"));
        SessionOptions taken = SessionOptions.take(parameters, life(Duration.ZERO, Duration.ZERO));
        assertThat(taken.terms().ttl()).hasValue(Duration.ZERO);
        assertThat(taken.terms().idle()).hasValue(Duration.ofDays(30));
    }

    /** A driver sends UTF-8, which arrives as one character for each byte. */
    private static String sent(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static Optional<String> note(String text) {
        return take(Map.of("user", "new", "dayfly.note", sent(text))).terms().note();
    }

    @Test
    void takesANoteWithBlanksAfterABackslash() {
        SessionOptions taken =
                options(sent("-c dayfly.note=saves\\ an\\ order\\ f\u00fcr\\ \ud83d\ude00 -c work_mem=1MB"));
        assertThat(taken.terms().note()).hasValue("saves an order f\u00fcr \ud83d\ude00");
        assertThat(taken.forServer().get("options")).hasValue(" -c work_mem=1MB");
        assertThat(take(Map.of("user", "new")).terms().note()).isEmpty();
        assertThat(note(" ")).isEmpty();
    }

    @Test
    void countsTheCharactersOfANoteAndNotTheirBytes() {
        String smiles = "\ud83d\ude00".repeat(200);
        assertThat(note(smiles)).hasValue(smiles);
        assertThatExceptionOfType(ClientError.class)
                .isThrownBy(() -> note(smiles + "x"))
                .satisfies(error -> {
                    assertThat(error.sqlState()).isEqualTo("22023");
                    assertThat(error.getMessage()).contains("dayfly.note").doesNotContain(smiles);
                    assertThat(error.hint()).contains("at most 200 characters");
                });
    }

    private static AfterUse after(String word, Life life) {
        return SessionOptions.take(StartupParameters.of(Map.of("user", "new", "dayfly.after", word)), life)
                .terms()
                .after()
                .orElseThrow();
    }

    @Test
    void takesTheWordForTheTimeAfterUse() {
        assertThat(take(Map.of("user", "new")).terms().after()).isEmpty();
        assertThat(options("-c dayfly.after=keep -c dayfly.after=drop").terms().after())
                .hasValue(AfterUse.DROP);
        assertThat(after("keep", DAY)).isEqualTo(AfterUse.keep(Duration.ofHours(1), Duration.ofHours(24)));
    }

    @Test
    void keepsNoDatabaseForLongerThanAClientMayAskFor() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(after("keep", life(minute, Duration.ofHours(1))).kept()).isEqualTo(minute);
        assertThat(after("keep", life(minute, Duration.ZERO)).kept()).isEqualTo(minute);
        assertThat(after("keep", life(Duration.ZERO, minute)).kept()).isEqualTo(minute);
        assertThat(after("keep", life(Duration.ZERO, Duration.ZERO)).kept()).isZero();
    }
}
