package org.dayfly.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.25S, 250 ms",
        "PT2S, 2 s",
        "PT10M, 10 min",
        "PT1H30M, 1 h 30 min",
        "PT1H0M5S, 1 h 5 s",
        "PT26H3M4S, 1 d 2 h",
        "PT-5S, 0 ms"
    })
    void readsAsPostgresqlNamesUnits(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }
}
