package org.dayfly.config;

import java.time.Duration;

/** The checks that many keys share; 0 stands for no limit. */
final class Bounds {
    private Bounds() {}

    static void atLeastZero(String key, int value) {
        if (value < 0) {
            throw new SettingsException(key + " is " + value + "; give 0 for no limit, or a number above it");
        }
    }

    static void atLeastZero(String key, Duration value) {
        if (value.isNegative()) {
            throw new SettingsException(key + " is " + DurationText.format(value) + "; give 0 or a time above it");
        }
    }

    static void orZero(String key, Duration value, Duration least) {
        if (!value.isZero() && value.compareTo(least) < 0) {
            throw new SettingsException(key + " is " + DurationText.format(value)
                    + "; give 0 for no limit, or at least " + DurationText.format(least));
        }
    }
}
