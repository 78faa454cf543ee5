package org.dayfly.server.copy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;

/**
 * The sizes of sealed databases. A sealed database never changes, so PostgreSQL is asked once: the answer takes a tenth
 * of a second for a database of 10,000 tables. Safe for use by any thread.
 */
public final class SealedSizes {
    private static final int MOST = 1000;

    private static final Query<Long> SIZE = new Query<>("SELECT registry.size_of(?)", row -> row.getLong(1));

    private final Registry registry;
    private final Cache<DatabaseName, Long> sizes =
            Caffeine.newBuilder().maximumSize(MOST).build();

    public SealedSizes(Registry registry) {
        this.registry = registry;
    }

    /** The size that a database has now, in bytes; 0 if it cannot be read. */
    static long now(Connection connection, DatabaseName database) throws SQLException {
        return SIZE.first(connection, database.value()).orElse(0L);
    }

    /** Notes the size of a new sealed database. */
    void note(DatabaseName sealed, long bytes) {
        sizes.put(sealed, bytes);
    }

    /** The size of a sealed database, if it costs no question. */
    Optional<Long> known(DatabaseName sealed) {
        return Optional.ofNullable(sizes.getIfPresent(sealed));
    }

    /** The size of a sealed database in bytes; 0 if it cannot be read. Waits for PostgreSQL. */
    long of(DatabaseName sealed) throws SQLException {
        Optional<Long> known = known(sealed);
        if (known.isPresent()) {
            return known.get();
        }
        long size = registry.pool().with(connection -> now(connection, sealed));
        note(sealed, size);
        return size;
    }
}
