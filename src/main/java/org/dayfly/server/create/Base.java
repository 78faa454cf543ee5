package org.dayfly.server.create;

import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * What a database begins with.
 *
 * @param sealed the sealed database that it is a copy of; empty: PostgreSQL's own template0
 * @param source what clients call that
 * @param ttl its own age to reclaim copies at
 * @param idle its own time that copies may lie unused
 */
public record Base(
        Optional<DatabaseName> sealed, Optional<Key> source, Optional<Duration> ttl, Optional<Duration> idle) {
    /** Nothing. */
    public static final Base EMPTY = new Base(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static Base snapshot(DatabaseName sealed, Key source) {
        return new Base(Optional.of(sealed), Optional.of(source), Optional.empty(), Optional.empty());
    }
}
