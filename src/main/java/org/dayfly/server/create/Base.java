package org.dayfly.server.create;

import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * The content that a new database begins with.
 *
 * @param sealed the sealed database that is copied; empty: PostgreSQL's own template0
 * @param source the name that clients use for the sealed database
 * @param ttl the template's own limit for the age of copies
 * @param idle the template's own limit for the time that copies may lie unused
 */
public record Base(
        Optional<DatabaseName> sealed, Optional<Key> source, Optional<Duration> ttl, Optional<Duration> idle) {
    /** No content of its own: a copy of template0. */
    public static final Base EMPTY = new Base(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static Base snapshot(DatabaseName sealed, Key source) {
        return new Base(Optional.of(sealed), Optional.of(source), Optional.empty(), Optional.empty());
    }
}
