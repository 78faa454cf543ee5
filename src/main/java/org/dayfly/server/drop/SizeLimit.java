package org.dayfly.server.drop;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reason;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes databases out of service that have grown too large. The first look logs a warning, and the second look takes
 * the database out of service. Used by one thread.
 */
public final class SizeLimit {
    private static final Logger log = LoggerFactory.getLogger(SizeLimit.class);

    private static final Query<Grown> OVER =
            new Query<>("SELECT database, size, start FROM registry.oversize(?, ?)", Grown::of);

    private static final Query<Boolean> TAKE =
            new Query<>("SELECT true FROM registry.reclaim_oversize(?, ?)", row -> true);

    private final MaintenancePool pool;
    /** The sizes of databases with 10,000 tables take a tenth of a second each. */
    private final TimeShare looks;

    private Set<DatabaseName> warned = Set.of();

    public SizeLimit(MaintenancePool pool, LongSupplier nanoTime) {
        this.pool = pool;
        this.looks = new TimeShare(nanoTime);
    }

    /**
     * A database that is too large.
     *
     * @param bytes the size now, in bytes
     * @param start the size of the database that was copied, or of an empty database, in bytes
     */
    private record Grown(DatabaseName name, long bytes, long start) {
        static Grown of(ResultSet row) throws SQLException {
            return new Grown(new DatabaseName(row.getString("database")), row.getLong("size"), row.getLong("start"));
        }
    }

    /**
     * Takes databases out of service that are larger than allowed. Does nothing if the last look took long and was not
     * long ago.
     *
     * @param most bytes that a database may grow by; 0: no limit
     */
    public void look(long most) throws SQLException {
        if (most == 0) {
            warned = Set.of();
            return;
        }
        if (!looks.begin()) {
            return;
        }
        List<Grown> over =
                pool.with(connection -> OVER.all(connection, most, connection.createArrayOf("text", texts(warned))));
        looks.end();
        Set<DatabaseName> names = over.stream().map(Grown::name).collect(Collectors.toSet());
        for (Grown each : over) {
            if (!warned.contains(each.name())) {
                log.warn(
                        "{} has grown by {} bytes, from {} to {}, over limits.size ({}): "
                                + "it will be dropped unless it shrinks before the next look",
                        each.name(),
                        each.bytes() - each.start(),
                        each.start(),
                        each.bytes(),
                        most);
            }
        }
        Set<DatabaseName> still = names.stream().filter(warned::contains).collect(Collectors.toSet());
        if (!still.isEmpty()) {
            pool.with(connection ->
                    TAKE.all(connection, connection.createArrayOf("text", texts(still)), Reason.OVERSIZE.code()));
        }
        names.removeAll(still);
        warned = names;
    }

    private static Object[] texts(Set<DatabaseName> names) {
        return names.stream().map(DatabaseName::value).toArray();
    }
}
