package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;

/**
 * The lifetime and number of throwaway databases, and the limits of their roles. {@link Duration#ZERO} and 0 mean no
 * limit.
 *
 * @param life how long a database lives
 * @param quota how many databases there may be
 * @param role the settings of the role of each database
 * @param copies how databases are copied
 * @param warm how many databases are made ahead
 * @param servers how many whole servers there may be
 * @param kept how many sessions wait for another client
 */
public record DatabaseSettings(
        Life life,
        QuotaSettings quota,
        RoleSettings role,
        CopySettings copies,
        WarmSettings warm,
        WholeServerSettings servers,
        KeptSettings kept) {
    /**
     * How long a database lives.
     *
     * @param ttl age at which a database is taken out of service, unless the session that made it asked for another
     * @param maxTtl the largest ttl that a session may ask for
     * @param idle how long a database may be unused before it is taken out of service
     * @param kept how long a database stays at least after a session asked to keep it
     */
    public record Life(Duration ttl, Duration maxTtl, Duration idle, Duration kept) {
        public Life {
            Bounds.lifetime("databases.max-ttl", maxTtl);
            Bounds.ttl("databases.ttl", ttl, maxTtl);
            Bounds.lifetime("databases.idle", idle);
            Bounds.lifetime("databases.kept", kept);
        }
    }

    /** The same settings with another quota. */
    DatabaseSettings withQuota(QuotaSettings other) {
        return new DatabaseSettings(life, other, role, copies, warm, servers, kept);
    }

    /** The same settings, and nothing is made before a client asks. */
    public DatabaseSettings withoutWarm() {
        return new DatabaseSettings(life, quota, role, copies, WarmSettings.NONE, servers.withoutWarm(), kept);
    }

    /** The same settings with other numbers of warm databases. */
    public DatabaseSettings withWarm(WarmSettings other) {
        return new DatabaseSettings(life, quota, role, copies, other, servers, kept);
    }
}
