package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;

/**
 * How many sessions there may be, and how they end.
 *
 * @param max sessions at the same time, over all databases; 0: no limit
 * @param drain how long open sessions may continue after SIGTERM; zero: not at all
 */
public record SessionSettings(int max, Duration drain) {
    public SessionSettings {
        Bounds.atLeastZero("limits.sessions", max);
        Bounds.atLeastZero("drain", drain);
    }
}
