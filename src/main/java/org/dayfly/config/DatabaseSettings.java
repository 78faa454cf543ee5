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
 * @param copyWait how long a copy waits for a source that was never at rest; zero: not at all
 * @param warm how many are made ahead
 */
public record DatabaseSettings(
        Duration ttl, Duration maxTtl, Duration idle, int max, int sessions, Duration copyWait, WarmSettings warm) {
    public DatabaseSettings {
        Bounds.lifetime("databases.max-ttl", maxTtl);
        Bounds.ttl("databases.ttl", ttl, maxTtl);
        Bounds.lifetime("databases.idle", idle);
        Bounds.atLeastZero("databases.max", max);
        Bounds.atLeastZero("databases.sessions", sessions);
        Bounds.atLeastZero("databases.copy-wait", copyWait);
    }
}
