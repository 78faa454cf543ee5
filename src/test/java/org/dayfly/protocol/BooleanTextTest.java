package org.dayfly.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BooleanTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "t", "tru", "TRUE", "yes", "y", "Ye", "on", "ON", "1"})
    void readsTrue(String text) {
        assertThat(BooleanText.parse(text)).hasValue(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "f", "FALS", "no", "n", "off", "of", "OFF", "0"})
    void readsFalse(String text) {
        assertThat(BooleanText.parse(text)).hasValue(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "o", "O", "truely", "onn", "offf", "10", "2", " on", "on ", "ja"})
    void readsNothingElse(String text) {
        assertThat(BooleanText.parse(text)).isEmpty();
    }
}
