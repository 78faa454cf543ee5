package org.dayfly.server.drop;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.dayfly.cluster.Instances;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;

/**
 * Records how much disk each whole server takes. Only dayfly sees their files; the registry's own functions see only
 * databases. Used by one thread.
 */
public final class ServerSizes {
    private static final Query<String> IN_USE =
            new Query<>("SELECT name FROM registry.servers_that_may_grow() AS name", row -> row.getString(1));

    private static final Query<Boolean> RECORD =
            new Query<>("SELECT true FROM registry.server_sizes(?, ?)", row -> true);

    private final MaintenancePool pool;
    private final Optional<Instances> instances;
    /** A server has seven hundred files or more. */
    private final TimeShare looks;

    public ServerSizes(Registry registry, LongSupplier nanoTime) {
        this.pool = registry.pool();
        this.instances = registry.instances();
        this.looks = new TimeShare(nanoTime);
    }

    /** Records the sizes of the servers that may have grown. Does nothing if the last look was not long ago. */
    public void look() throws SQLException {
        if (instances.isEmpty() || instances.get().names().isEmpty() || !looks.begin()) {
            return;
        }
        Map<String, Long> sizes = new HashMap<>();
        for (String name : pool.with(IN_USE::all)) {
            OptionalLong size = instances.get().size(name);
            size.ifPresent(bytes -> sizes.put(name, bytes));
        }
        looks.end();
        if (!sizes.isEmpty()) {
            pool.with(connection -> RECORD.all(
                    connection,
                    connection.createArrayOf("text", sizes.keySet().toArray()),
                    connection.createArrayOf("int8", sizes.values().toArray())));
        }
    }
}
