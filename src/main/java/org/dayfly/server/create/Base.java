package org.dayfly.server.create;

import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/**
 * The content that a new database begins with.
 *
 * @param kind whether the content is that of a whole server
 * @param sealed the sealed database that is copied; empty: PostgreSQL's own template0
 * @param source the name that clients use for the sealed database; of a whole server, its major version if that is not
 *     the usual version
 * @param ttl the template's own limit for the age of copies
 * @param idle the template's own limit for the time that copies may lie unused
 * @param size bytes of the sealed database, as PostgreSQL counts them; 0: not known, but small
 */
public record Base(
        LeaseKind kind,
        Optional<DatabaseName> sealed,
        Optional<Key> source,
        Optional<Duration> ttl,
        Optional<Duration> idle,
        long size) {
    /**
     * From this size on, in bytes, the copy of a database is limited by the disk, and takes a good part of a second.
     * Copies of small databases are limited by the number of their files.
     */
    public static final long LARGE = 64 << 20;

    /** No content of its own: a copy of template0. */
    public static final Base EMPTY = without(LeaseKind.DATABASE, Optional.empty());

    /**
     * A whole server, as PostgreSQL makes it.
     *
     * @param version the major version; empty: the version of the server that dayfly runs beside it
     */
    public static Base server(Optional<Key> version) {
        return without(LeaseKind.SERVER, version);
    }

    private static Base without(LeaseKind kind, Optional<Key> source) {
        return new Base(kind, Optional.empty(), source, Optional.empty(), Optional.empty(), 0);
    }

    /**
     * A snapshot of the database of a key.
     *
     * @param size bytes of the snapshot; 0: not known, but small
     */
    public static Base snapshot(DatabaseName sealed, Key source, long size) {
        return new Base(
                LeaseKind.DATABASE, Optional.of(sealed), Optional.of(source), Optional.empty(), Optional.empty(), size);
    }

    public boolean isLarge() {
        return size >= LARGE;
    }
}
