package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.DurationText;
import org.dayfly.config.value.SettingsException;

/**
 * How many sessions wait for another client after their client has ended them.
 *
 * @param max sessions on one server; 0: none
 * @param perDatabase sessions on one database; 0: none
 * @param idle how long a session waits
 */
public record KeptSettings(int max, int perDatabase, Duration idle) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    public KeptSettings {
        Bounds.orNone("databases.kept-sessions.max", max);
        Bounds.orNone("databases.kept-sessions.per-database", perDatabase);
        if (idle.compareTo(SHORTEST) < 0) {
            throw new SettingsException("databases.kept-sessions.idle is " + DurationText.format(idle)
                    + "; give at least " + DurationText.format(SHORTEST));
        }
    }

    /** Whether sessions wait at all. */
    public boolean areWanted() {
        return max > 0 && perDatabase > 0;
    }
}
