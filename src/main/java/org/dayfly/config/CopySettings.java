package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.CopyOwner;

/**
 * How databases are copied.
 *
 * @param longestWait how long a copy waits for the end of all sessions on a source without a snapshot; zero: not at all
 * @param owner the owner of the objects in a copy
 */
public record CopySettings(Duration longestWait, CopyOwner owner) {
    public CopySettings {
        Bounds.atLeastZero("databases.copy-wait", longestWait);
    }
}
