package org.dayfly.server.drop;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.dayfly.cluster.Instances;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.jspecify.annotations.Nullable;

/**
 * Records how much disk each whole server takes. Only dayfly sees their files; the registry's own functions see only
 * databases. Used by one thread.
 */
public final class ServerSizes {
    private static final Query<String> IN_USE =
            new Query<>("SELECT name FROM registry.servers_that_may_grow() AS name", row -> row.getString(1));

    private static final Query<Boolean> RECORD =
            new Query<>("SELECT true FROM registry.server_sizes(?, ?)", row -> true);

    /** A server has a thousand files or more. So looks take at most one twentieth of the time. */
    private static final int PAUSE = 19;

    private final MaintenancePool pool;
    private final Optional<Instances> instances;
    private final LongSupplier nanoTime;
    private @Nullable Long nextLook;

    public ServerSizes(Registry registry, LongSupplier nanoTime) {
        this.pool = registry.pool();
        this.instances = registry.instances();
        this.nanoTime = nanoTime;
    }

    /** Records the sizes of the servers that may have grown. Does nothing if the last look was not long ago. */
    public void look() throws SQLException {
        long begun = nanoTime.getAsLong();
        if (instances.isEmpty() || (nextLook != null && begun - nextLook < 0)) {
            return;
        }
        Set<String> there = instances.get().names();
        if (there.isEmpty()) {
            return;
        }
        Map<String, Long> sizes = new HashMap<>();
        for (String name : pool.with(IN_USE::all)) {
            OptionalLong size = instances.get().size(name);
            size.ifPresent(bytes -> sizes.put(name, bytes));
        }
        long done = nanoTime.getAsLong();
        nextLook = done + PAUSE * (done - begun);
        if (!sizes.isEmpty()) {
            pool.with(connection -> RECORD.all(
                    connection,
                    connection.createArrayOf("text", sizes.keySet().toArray()),
                    connection.createArrayOf("int8", sizes.values().toArray())));
        }
    }
}
