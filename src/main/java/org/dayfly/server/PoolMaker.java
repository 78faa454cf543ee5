package org.dayfly.server;

import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.lease.HandOutQueue;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.warm.Backlog;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.server.warm.Makers;
import org.dayfly.server.warm.WarmDatabases;
import org.dayfly.server.warm.WarmListener;
import org.dayfly.server.warm.WarmListeners;
import org.dayfly.server.warm.WarmPools;
import org.dayfly.server.warm.WarmRoom;

/**
 * Makes the pools of one server.
 *
 * @param keeper the number under which this proxy keeps warm databases
 */
record PoolMaker(
        Registry registry,
        DatabaseMaker maker,
        HandOutQueue handOutQueue,
        long keeper,
        ServerExecutors executors,
        ClientActivity activity) {
    /**
     * Makes both pools, without databases and servers.
     *
     * @param settings the settings in force
     * @param backlog reduces how many databases are made at once
     * @param listeners listeners for databases and whole servers that enter their pool
     */
    WarmPools make(Supplier<DatabaseSettings> settings, Backlog backlog, WarmListeners listeners) {
        return new WarmPools(
                pool(settings, backlog, listeners.databases()),
                pool(
                        () -> {
                            DatabaseSettings inForce = settings.get();
                            return inForce.withWarm(inForce.servers().warm());
                        },
                        new Backlog(),
                        listeners.servers()));
    }

    private WarmDatabases pool(Supplier<DatabaseSettings> settings, Backlog backlog, WarmListener listener) {
        Makers makers = new Makers(
                (base, role) -> maker.makeWarm(base, role, keeper),
                new BlockingTasks(executors.makers().threads()),
                executors.makers().count(),
                backlog,
                new WarmRoom(
                        registry::freeDisk,
                        registry::sharesBlocks,
                        executors.delays().nanoTime()));
        return new WarmDatabases(makers, settings, handOutQueue::discard, listener, activity);
    }
}
