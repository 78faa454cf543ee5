package org.dayfly.config;

import java.util.List;
import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.SettingsException;

/**
 * The whole servers for clients: how many there may be, and what they have.
 *
 * @param max whole servers at the same time; 0: no limit
 * @param warmMin the least number of whole servers that wait for a client
 * @param warmMax the largest number of whole servers that wait for a client; 0: none
 * @param extensions names of the extensions in the databases of a new whole server
 */
public record WholeServerSettings(int max, int warmMin, int warmMax, List<String> extensions) {
    public WholeServerSettings {
        extensions = List.copyOf(extensions);
        Bounds.atLeastZero("databases.servers.max", max);
        Bounds.orNone("databases.servers.warm.min", warmMin);
        Bounds.orNone("databases.servers.warm.max", warmMax);
        if (warmMin > warmMax) {
            throw new SettingsException("databases.servers.warm.min is " + warmMin
                    + ", above databases.servers.warm.max, " + warmMax + "; lower the first or raise the second");
        }
    }

    WholeServerSettings withoutWarm() {
        return new WholeServerSettings(max, 0, 0, extensions);
    }

    /** The whole servers that are made before a client asks for them. */
    public WarmSettings warm() {
        return new WarmSettings(warmMin, warmMax, 0);
    }
}
