package org.dayfly.session.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.StartupParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options for dayfly are taken out of the startup message; options for PostgreSQL stay unchanged. */
final class SessionOptionsTest {
    private static final Duration DAY = Duration.ofHours(24);

    private static SessionOptions take(Map<String, String> parameters) {
        return SessionOptions.take(StartupParameters.of(parameters), DAY);
    }

    private static SessionOptions options(String options) {
        return take(Map.of("user", "new", "options", options));
    }

    @Test
    void takesSettingsOfDayflyOutOfTheOptions() {
        SessionOptions taken = options("-c dayfly.ttl=2h -c work_mem=1MB --dayfly.idle=90 -cdayfly.notice=off -e");
        assertThat(taken.ttl()).hasValue(Duration.ofHours(2));
        assertThat(taken.idle()).hasValue(Duration.ofSeconds(90));
        assertThat(taken.notice()).isFalse();
        assertThat(taken.forServer().get("options")).hasValue(" -c work_mem=1MB   -e");
    }

    @Test
    void takesStartupParametersOfDayflyToo() {
        SessionOptions taken = take(Map.of("user", "new", "dayfly.ttl", "1h", "Dayfly.Notice", "no"));
        assertThat(taken.ttl()).hasValue(Duration.ofHours(1));
        assertThat(taken.notice()).isFalse();
        assertThat(taken.forServer().toMap()).containsOnlyKeys("user");
    }

    @Test
    void asksForTheNoticeAndNoLifetimesByDefault() {
        SessionOptions taken = take(Map.of("user", "new"));
        assertThat(taken.ttl()).isEmpty();
        assertThat(taken.idle()).isEmpty();
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
        assertThat(options("-c dayfly.ttl=2h -c dayfly.ttl=3h").ttl()).hasValue(Duration.ofHours(3));
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
        assertThat(options("-c dayfly.ttl=" + ttl).ttl()).hasValue(Duration.ofSeconds(seconds));
    }

    @Test
    void allowsEveryTtlIfThereIsNoLimit() {
        StartupParameters parameters =
                StartupParameters.of(Map.of("user", "new", "dayfly.ttl", "0", "dayfly.idle", "30d"));
        SessionOptions taken = SessionOptions.take(parameters, Duration.ZERO);
        assertThat(taken.ttl()).hasValue(Duration.ZERO);
        assertThat(taken.idle()).hasValue(Duration.ofDays(30));
    }
}
