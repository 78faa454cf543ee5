package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;

/**
 * How long throwaway databases live, how many there may be and what their roles may. {@link Duration#ZERO} and 0 mean no
 * limit.
 *
 * @param ttl age at which a database is reclaimed, unless the session that made it said otherwise
 * @param maxTtl the most that a session may ask for
 * @param idle how long a database may lie unused before it is reclaimed
 * @param quota how many there may be
 * @param role what the role of each is made with
 * @param copies how they are copied
 * @param warm how many are made ahead
 */
public record DatabaseSettings(
        Duration ttl,
        Duration maxTtl,
        Duration idle,
        QuotaSettings quota,
        RoleSettings role,
        CopySettings copies,
        WarmSettings warm) {
    public DatabaseSettings {
        Bounds.lifetime("databases.max-ttl", maxTtl);
        Bounds.ttl("databases.ttl", ttl, maxTtl);
        Bounds.lifetime("databases.idle", idle);
    }
}
