package org.dayfly.config;

import java.time.Duration;

/**
 * When databases are looked over.
 *
 * @param interval time between two rounds of the reaper
 */
public record ReaperSettings(Duration interval) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);

    public ReaperSettings {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new SettingsException("reaper.interval is " + DurationText.format(interval) + "; give from "
                    + DurationText.format(LEAST) + " to " + DurationText.format(MOST));
        }
    }
}
