package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;

/**
 * How databases are copied.
 *
 * @param longestWait how long a copy waits for a source that was never at rest; zero: not at all
 * @param owner who owns what is in it
 */
public record CopySettings(Duration longestWait, CopyOwner owner) {
    public CopySettings {
        Bounds.atLeastZero("databases.copy-wait", longestWait);
    }
}
