package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.drop.ReclaimListener;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.lease.CommittedAhead;
import org.dayfly.server.lease.HandOutQueue;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.WarmPools;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The warm databases and whole servers of one server, and the queue that hands them out. */
record WarmStock(WarmPools pools, HandOutQueue handOutQueue, Reclaimer reclaimer, DatabaseMaker maker, Delays delays)
        implements ReclaimListener.Hearer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WarmStock.class);

    /** The longest time for all drops when the proxy stops. */
    private static final Duration LAST_DROPS = Duration.ofSeconds(2);

    /**
     * Makes the databases, and the whole servers, that are to be ready before the first client asks.
     *
     * @param fresh the base of databases that are no copies, if it has changed
     */
    void prepare(Optional<Base> fresh) {
        fresh.ifPresent(pools.databases()::prepare);
        if (maker.makesServers()) {
            pools.servers().prepare(Base.server(Optional.empty()));
        }
    }

    CommittedAhead committed() {
        return handOutQueue.committedAhead();
    }

    @Override
    public void outOfService(DatabaseName name) {
        committed().forget(name);
    }

    /**
     * Lets the registry be asked again before a warm database is handed out: another proxy may take this proxy for
     * dead, and take its warm databases out of service.
     */
    @Override
    public void deaf() {
        committed().forgetAll();
    }

    /** Shows other proxies that this proxy lives, and lets the reaper look for databases to drop. */
    @Override
    public void hears() {
        handOutQueue.open();
        handOutQueue.wakeReaper();
    }

    private static void awaitLast(CompletableFuture<Void> made) {
        try {
            made.get(LAST_DROPS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("the last databases were not made in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops the warm databases. Drops that take too long are left to the next start, or to another proxy. */
    @Override
    public void close() {
        long begun = delays.now();
        try {
            awaitLast(pools.close());
            for (Reclaimed left : handOutQueue.close().join()) {
                if (delays.now() - begun > LAST_DROPS.toNanos()) {
                    return;
                }
                reclaimer.drop(left);
            }
        } catch (SQLException | CompletionException e) {
            log.debug("the remaining warm databases are left to the next start", e);
        }
    }
}
