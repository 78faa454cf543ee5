package org.dayfly.config.value;

import java.time.Duration;

/** Checks that many keys share. For most keys 0 means no limit. */
public final class Bounds {
    private static final Duration LEAST_LIFETIME = Duration.ofSeconds(1);

    private Bounds() {}

    public static void atLeastZero(String key, int value) {
        if (value < 0) {
            throw new SettingsException(key + " is " + value + "; give 0 for no limit, or a positive number");
        }
    }

    public static void orNone(String key, int value) {
        if (value < 0) {
            throw new SettingsException(key + " is " + value + "; give 0 for none, or a positive number");
        }
    }

    public static void atLeastZero(String key, Duration value) {
        if (value.isNegative()) {
            throw new SettingsException(key + " is " + DurationText.format(value) + "; give 0 or a positive time");
        }
    }

    public static void orZero(String key, Duration value, Duration least) {
        if (!value.isZero() && value.compareTo(least) < 0) {
            throw new SettingsException(key + " is " + DurationText.format(value)
                    + "; give 0 for no limit, or at least " + DurationText.format(least));
        }
    }

    public static void lifetime(String key, Duration value) {
        orZero(key, value, LEAST_LIFETIME);
    }

    public static void ttl(String key, Duration ttl, Duration maxTtl) {
        lifetime(key, ttl);
        if (!maxTtl.isZero() && (ttl.isZero() || ttl.compareTo(maxTtl) > 0)) {
            throw new SettingsException(key + " is " + (ttl.isZero() ? "0 (no limit)" : DurationText.format(ttl))
                    + ", above databases.max-ttl, " + DurationText.format(maxTtl)
                    + "; lower " + key + " or raise databases.max-ttl");
        }
    }
}
