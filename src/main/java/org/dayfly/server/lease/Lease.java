package org.dayfly.server.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * A database that was handed out to a session.
 *
 * @param key the key by which sessions share the database
 * @param expiresAt when the database is reclaimed at the latest, by PostgreSQL's clock; {@link Instant#MAX} for never
 * @param idle how long the database may be unused before it is reclaimed; empty: for ever
 * @param fresh whether the database was made for this session
 * @param tookItsPlace whether the key had another database until the moment of the hand-out
 */
public record Lease(
        DatabaseName name,
        Optional<Key> key,
        Instant expiresAt,
        Optional<Duration> idle,
        boolean fresh,
        boolean tookItsPlace) {
    /** A database that took no place of another. */
    public Lease(DatabaseName name, Optional<Key> key, Instant expiresAt, Optional<Duration> idle, boolean fresh) {
        this(name, key, expiresAt, idle, fresh, false);
    }
}
