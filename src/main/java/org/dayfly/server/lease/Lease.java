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
 * @param copied of a copy that was made for this session, what it was made of
 */
public record Lease(
        DatabaseName name,
        Optional<Key> key,
        Instant expiresAt,
        Optional<Duration> idle,
        boolean fresh,
        boolean tookItsPlace,
        Optional<Copied> copied) {
    /** A database that is no copy for this session. */
    public Lease(
            DatabaseName name,
            Optional<Key> key,
            Instant expiresAt,
            Optional<Duration> idle,
            boolean fresh,
            boolean tookItsPlace) {
        this(name, key, expiresAt, idle, fresh, tookItsPlace, Optional.empty());
    }

    /** A database that took no place of another. */
    public Lease(DatabaseName name, Optional<Key> key, Instant expiresAt, Optional<Duration> idle, boolean fresh) {
        this(name, key, expiresAt, idle, fresh, false);
    }

    /** The same hand-out; if it is of a copy, after a wait of this length. */
    public Lease after(Duration waited) {
        return new Lease(
                name,
                key,
                expiresAt,
                idle,
                fresh,
                tookItsPlace,
                copied.map(copy -> new Copied(copy.source(), copy.size(), waited)));
    }
}
