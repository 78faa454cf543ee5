package org.dayfly.server.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/**
 * A database, or a whole server, that was handed out to a session.
 *
 * @param key the key by which sessions share the database
 * @param expiresAt when the database is reclaimed at the latest, by PostgreSQL's clock; {@link Instant#MAX} for never
 * @param idle how long the database may be unused before it is reclaimed; empty: for ever
 * @param fresh whether the database was made for this session
 * @param tookItsPlace whether the key had another database until the moment of the hand-out
 * @param isSource whether clients make copies of the database
 * @param copied of a copy that was made for this session, what it was made of
 */
public record Lease(
        LeaseKind kind,
        DatabaseName name,
        Optional<Key> key,
        Instant expiresAt,
        Optional<Duration> idle,
        boolean fresh,
        boolean tookItsPlace,
        boolean isSource,
        Optional<Copied> copied) {
    /** Whether other sessions may join the database, by its key or by its URL. */
    public boolean isShared() {
        return !fresh || key.isPresent();
    }

    /** A fresh database. */
    public static Lease fresh(
            LeaseKind kind,
            DatabaseName name,
            Optional<Key> key,
            Instant expiresAt,
            Optional<Duration> idle,
            boolean tookItsPlace,
            Optional<Copied> copied) {
        return new Lease(kind, name, key, expiresAt, idle, true, tookItsPlace, false, copied);
    }

    /** A fresh database that is empty and took no place of another. */
    public static Lease fresh(
            LeaseKind kind, DatabaseName name, Optional<Key> key, Instant expiresAt, Optional<Duration> idle) {
        return fresh(kind, name, key, expiresAt, idle, false, Optional.empty());
    }

    /** A database that exists. */
    public static Lease joined(
            LeaseKind kind,
            DatabaseName name,
            Optional<Key> key,
            Instant expiresAt,
            Optional<Duration> idle,
            boolean isSource) {
        return new Lease(kind, name, key, expiresAt, idle, false, false, isSource, Optional.empty());
    }

    /** The same hand-out; if it is of a copy, after a wait of this length. */
    public Lease after(Duration waited) {
        return new Lease(
                kind,
                name,
                key,
                expiresAt,
                idle,
                fresh,
                tookItsPlace,
                isSource,
                copied.map(copy -> new Copied(copy.source(), copy.size(), waited)));
    }
}
