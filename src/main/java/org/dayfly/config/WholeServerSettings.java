package org.dayfly.config;

import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.SettingsException;

/**
 * How many whole servers there may be for clients.
 *
 * @param max whole servers at the same time; 0: no limit
 * @param warmMin the least number of whole servers that wait for a client
 * @param warmMax the largest number of whole servers that wait for a client; 0: none
 */
public record WholeServerSettings(int max, int warmMin, int warmMax) {
    public WholeServerSettings {
        Bounds.atLeastZero("databases.servers.max", max);
        Bounds.orNone("databases.servers.warm.min", warmMin);
        Bounds.orNone("databases.servers.warm.max", warmMax);
        if (warmMin > warmMax) {
            throw new SettingsException("databases.servers.warm.min is " + warmMin
                    + ", above databases.servers.warm.max, " + warmMax + "; lower the first or raise the second");
        }
    }

    WholeServerSettings withoutWarm() {
        return new WholeServerSettings(max, 0, 0);
    }

    /** The whole servers that are made before a client asks for them. */
    public WarmSettings warm() {
        return new WarmSettings(warmMin, warmMax, 0);
    }
}
