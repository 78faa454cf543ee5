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
 * @param isCopied whether clients make copies of the database
 */
public record Lease(
        DatabaseName name,
        Optional<Key> key,
        Instant expiresAt,
        Optional<Duration> idle,
        boolean fresh,
        boolean tookItsPlace,
        boolean isCopied) {
    /** Whether other sessions may join the database, by its key or by its URL. */
    public boolean isShared() {
        return !fresh || key.isPresent();
    }

    /** A fresh database. */
    public static Lease fresh(
            DatabaseName name, Optional<Key> key, Instant expiresAt, Optional<Duration> idle, boolean tookItsPlace) {
        return new Lease(name, key, expiresAt, idle, true, tookItsPlace, false);
    }

    /** A database that exists. */
    public static Lease joined(
            DatabaseName name, Optional<Key> key, Instant expiresAt, Optional<Duration> idle, boolean isCopied) {
        return new Lease(name, key, expiresAt, idle, false, false, isCopied);
    }
}
