package org.dayfly.config;

import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.SettingsException;

/**
 * How many databases are made before somebody asks for them; 0 for none.
 *
 * @param min ready at any time, for empty ones and for each source that was copied of late
 * @param max ready at most, of all kinds together
 */
public record WarmSettings(int min, int max) {
    public WarmSettings {
        Bounds.orNone("databases.warm.min", min);
        Bounds.orNone("databases.warm.max", max);
        if (min > max) {
            throw new SettingsException("databases.warm.min is " + min + ", above databases.warm.max, " + max
                    + "; lower the one or raise the other");
        }
    }
}
