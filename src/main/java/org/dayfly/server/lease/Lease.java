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
 * @param isSource whether clients make copies of the database
 * @param making of a database that was made for this session, how; empty: the database existed
 */
public record Lease(
        LeaseKind kind,
        DatabaseName name,
        Optional<Key> key,
        Instant expiresAt,
        Optional<Duration> idle,
        boolean isSource,
        Optional<Making> making) {
    /**
     * How a session got a database that was made for the session.
     *
     * @param warm whether the database was ready when the client asked
     * @param tookItsPlace whether the key had another database until the moment of the hand-out
     * @param copied of a copy, what it was made of
     */
    public record Making(boolean warm, boolean tookItsPlace, Optional<Copied> copied) {
        /** Of an empty database that was ready and took no place of another. */
        public static final Making WARM = new Making(true, false, Optional.empty());

        private Making after(Duration waited) {
            return new Making(warm, tookItsPlace, copied.map(copy -> new Copied(copy.source(), copy.size(), waited)));
        }
    }

    /** A fresh database. */
    public static Lease fresh(
            LeaseKind kind,
            DatabaseName name,
            Optional<Key> key,
            Instant expiresAt,
            Optional<Duration> idle,
            Making making) {
        return new Lease(kind, name, key, expiresAt, idle, false, Optional.of(making));
    }

    /** A database that exists. */
    public static Lease joined(
            LeaseKind kind,
            DatabaseName name,
            Optional<Key> key,
            Instant expiresAt,
            Optional<Duration> idle,
            boolean isSource) {
        return new Lease(kind, name, key, expiresAt, idle, isSource, Optional.empty());
    }

    /** Whether the database was made for this session. */
    public boolean fresh() {
        return making.isPresent();
    }

    /** The word for what was handed out, as in metrics: database, copy or server. */
    public String word() {
        return kind == LeaseKind.DATABASE && copied().isPresent() ? "copy" : kind.word();
    }

    /** Whether the key had another database until the moment of the hand-out. */
    public boolean tookItsPlace() {
        return making.filter(Making::tookItsPlace).isPresent();
    }

    /** Of a copy that was made for this session, what it was made of. */
    public Optional<Copied> copied() {
        return making.flatMap(Making::copied);
    }

    /** Whether other sessions may join the database, by its key or by its URL. */
    public boolean isShared() {
        return !fresh() || key.isPresent();
    }

    /** The same hand-out; if it is of a copy, after a wait of this length. */
    public Lease after(Duration waited) {
        return new Lease(kind, name, key, expiresAt, idle, isSource, making.map(its -> its.after(waited)));
    }
}
