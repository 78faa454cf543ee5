package org.dayfly.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "90, PT1M30S",
        "0, PT0S",
        "500us, PT0.0005S",
        "250ms, PT0.25S",
        "90s, PT1M30S",
        "30min, PT30M",
        "2h, PT2H",
        "1d, PT24H",
        "1.5h, PT1H30M",
        ".5h, PT30M",
        "1.s, PT1S",
        "' 2  h ', PT2H",
        "36500d, PT876000H"
    })
    void readsPostgresUnitsAndTakesABareNumberForSeconds(String text, Duration duration) {
        assertThat(DurationText.parseOption(text)).hasValue(duration);
        assertThat(DurationText.parseSetting(text)).hasValue(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "30m, PT30M",
        "10 minutes, PT10M",
        "1 hour, PT1H",
        "2 days, PT48H",
        "5 seconds, PT5S",
        "5millis, PT0.005S"
    })
    void readsHoconUnitsInSettingsOnly(String text, Duration duration) {
        assertThat(DurationText.parseSetting(text)).hasValue(duration);
        assertThat(DurationText.parseOption(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "h",
                "-1s",
                "+1s",
                "1e3",
                "0x10",
                "2H",
                "1 week",
                "1h30min",
                "1..5h",
                "36501d",
                "999999999999999d",
                "1111111111111111111111111",
                "1 s s",
                "١s",
                "1s\u0000"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThat(DurationText.parseOption(text)).isEmpty();
        assertThat(DurationText.parseSetting(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.25S, 250 ms",
        "PT1.5S, 1500 ms",
        "PT90S, 90 s",
        "PT10M, 10 min",
        "PT90M, 90 min",
        "PT2H, 2 h",
        "PT24H, 1 d",
        "PT36H, 36 h"
    })
    void writesTheLargestUnitThatGivesAWholeNumber(Duration duration, String text) {
        assertThat(DurationText.format(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT-5S, 0 s",
        "PT0.9S, 0 s",
        "PT12.9S, 12 s",
        "PT90S, 1 min 30 s",
        "PT1H, 1 h",
        "PT1H2M3S, 1 h 2 min",
        "PT1H0M3S, 1 h 3 s",
        "PT51H, 2 d 3 h"
    })
    void writesTheTwoLargestUnitsOfATimeThatHasPassed(Duration duration, String text) {
        assertThat(DurationText.rough(duration)).isEqualTo(text);
    }

    @Test
    void readsWhatItWrites() {
        Duration duration = Duration.ofMinutes(95);
        assertThat(DurationText.parseOption(DurationText.format(duration))).hasValue(duration);
    }
}
