package org.dayfly.config;

import java.time.Duration;

/**
 * How long throwaway databases live and how many there may be. {@link Duration#ZERO} and 0 mean no limit.
 *
 * @param ttl age at which a database is reclaimed, unless the session that made it said otherwise
 * @param maxTtl the most that a session may ask for
 * @param idle how long a database may lie unused before it is reclaimed
 * @param max databases at the same time
 * @param sessions sessions at the same time on one database (its role's CONNECTION LIMIT)
 */
public record DatabaseSettings(Duration ttl, Duration maxTtl, Duration idle, int max, int sessions) {
    private static final Duration LEAST = Duration.ofSeconds(1);

    public DatabaseSettings {
        Bounds.orZero("databases.ttl", ttl, LEAST);
        Bounds.orZero("databases.max-ttl", maxTtl, LEAST);
        Bounds.orZero("databases.idle", idle, LEAST);
        Bounds.atLeastZero("databases.max", max);
        Bounds.atLeastZero("databases.sessions", sessions);
        if (!maxTtl.isZero() && (ttl.isZero() || ttl.compareTo(maxTtl) > 0)) {
            throw new SettingsException("databases.ttl is "
                    + (ttl.isZero() ? "0 (no limit)" : DurationText.format(ttl)) + ", above databases.max-ttl, "
                    + DurationText.format(maxTtl) + "; lower the one or raise the other");
        }
    }
}
