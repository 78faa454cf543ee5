package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SettingsException;

/**
 * How often the reaper checks databases, and how much they may grow.
 *
 * @param interval time between two rounds of the reaper
 * @param size growth in bytes beyond which a database is taken out of service; 0: no limit
 */
public record ReaperSettings(Duration interval, long size) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);

    public ReaperSettings {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new SettingsException("reaper.interval is " + DurationText.format(interval) + "; give from "
                    + DurationText.format(LEAST) + " to " + DurationText.format(MOST));
        }
    }
}
