package org.dayfly.server.lease;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.MaintenancePool;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes warm databases out of service that no client will get, so that the reaper drops them. A database that the
 * registry could not be told about is tried again at the next call. Safe for use by any thread.
 */
public final class DiscardedDatabases {
    private static final Logger log = LoggerFactory.getLogger(DiscardedDatabases.class);

    private static final Query<Boolean> DISCARD =
            new Query<>("SELECT true FROM registry.reclaim_warm(?, ?)", row -> true);

    private final MaintenancePool pool;
    private final BlockingTasks tasks;
    private final Runnable wakeReaper;
    private final Set<DatabaseName> untold = ConcurrentHashMap.newKeySet();

    /**
     * Creates the set of discarded databases, which is empty.
     *
     * @param wakeReaper called when there is a database to drop
     */
    public DiscardedDatabases(MaintenancePool pool, BlockingTasks tasks, Runnable wakeReaper) {
        this.pool = pool;
        this.tasks = tasks;
        this.wakeReaper = wakeReaper;
    }

    public void add(Collection<DatabaseName> names) {
        untold.addAll(names);
        tellAgain();
    }

    /** Tells the registry again what it could not be told before. Does nothing if there is nothing to tell. */
    void tellAgain() {
        List<DatabaseName> names = List.copyOf(untold);
        if (names.isEmpty()) {
            return;
        }
        Object[] all = names.stream().map(DatabaseName::value).toArray();
        tasks.ask(() -> pool.with(connection ->
                        DISCARD.all(connection, connection.createArrayOf("text", all), Reason.SUPERSEDED.code())))
                .whenComplete((discarded, failure) -> {
                    if (failure == null) {
                        names.forEach(untold::remove);
                    } else {
                        log.debug("could not discard {}, trying again later", names, failure);
                    }
                    wakeReaper.run();
                });
    }
}
