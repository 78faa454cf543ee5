package org.dayfly.server.lease;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.sql.Query;

/**
 * Counts roughly how many databases each client address has, so that a client far below its limit does not wait for an
 * exact count. Safe for use by any thread.
 */
public final class ClientCounts {
    private static final Query<Count> COUNTS = new Query<>(
            "SELECT client, databases FROM registry.client_counts()",
            row -> Count.of(row.getString("client"), row.getInt("databases")));

    private final MaintenancePool pool;
    private final IntSupplier most;
    private Map<AddressBlock, Integer> counts = new HashMap<>();

    /**
     * Creates the counts, which stay empty until the first {@link #count}.
     *
     * @param most databases that a client address may have; 0: no limit
     */
    public ClientCounts(MaintenancePool pool, IntSupplier most) {
        this.pool = pool;
        this.most = most;
    }

    private record Count(AddressBlock of, int databases) {
        static Count of(String client, int databases) {
            try {
                return new Count(AddressBlock.of(Optional.of(InetAddress.getByName(client))), databases);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("the registry has an invalid client address: " + client, e);
            }
        }
    }

    /** Counts again, because other proxies and the reaper have changed the numbers. Waits for PostgreSQL. */
    public int count() throws SQLException {
        Map<AddressBlock, Integer> fresh = new HashMap<>();
        if (most.getAsInt() > 0) {
            pool.with(COUNTS::all).forEach(each -> fresh.put(each.of(), each.databases()));
        }
        synchronized (this) {
            counts = fresh;
        }
        return fresh.size();
    }

    /** Adds one database to the count of a client. */
    synchronized void came(Optional<InetAddress> client) {
        if (most.getAsInt() > 0) {
            counts.merge(AddressBlock.of(client), 1, Integer::sum);
        }
    }

    /** Whether a client is so near its limit that its databases must be counted exactly. */
    synchronized boolean isNear(Optional<InetAddress> client) {
        int limit = most.getAsInt();
        return limit > 0 && client.isPresent() && counts.getOrDefault(AddressBlock.of(client), 0) >= limit / 2;
    }
}
