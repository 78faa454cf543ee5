package org.dayfly.database;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings warm databases to the {@link Desk}, one after the other, and unwanted ones to the reaper. Safe for any thread.
 */
final class HandOuts {
    private static final Logger log = LoggerFactory.getLogger(HandOuts.class);

    private static final Query<Reclaimed> LEAVE = new Query<>("""
            WITH due AS MATERIALIZED (
                SELECT name FROM registry.lease WHERE keeper = ? AND state IN ('warm', 'promised') ORDER BY name FOR UPDATE)
            UPDATE registry.lease SET state = 'reclaiming', reason = ?, retry_at = now() FROM due WHERE lease.name = due.name
            RETURNING lease.name, key, reason, 0 AS term, extract(epoch FROM now() - created_at)::float8 AS age""", Reclaimed::of);

    private final Registry registry;
    private final Desk desk;
    private final Errands atDesk;
    private final DiscardedDatabases discarded;
    private final Runnable wakeReaper;
    private final Promises promises;

    /** @param atDesk done by one thread */
    HandOuts(
            Registry registry,
            Desk desk,
            Promises promises,
            Errands atDesk,
            DiscardedDatabases discarded,
            Runnable wakeReaper) {
        this.registry = registry;
        this.desk = desk;
        this.atDesk = atDesk;
        this.discarded = discarded;
        this.wakeReaper = wakeReaper;
        this.promises = promises;
    }

    /** Opens the desk before the first client comes. */
    void open() {
        atDesk.ask(() -> {
                    desk.open();
                    return desk;
                })
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        log.debug("the desk opens with the first client", failure);
                    }
                });
    }

    Promises promises() {
        return promises;
    }

    /** Puts a warm database into service; committed when this completes. */
    CompletableFuture<Desk.Answer> of(HandOut order) {
        return atDesk.ask(() -> {
                    promises.forget(order.name());
                    return desk.handOut(order);
                })
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        // Perhaps it was handed out all the same; then it is idle some day.
                        discard(List.of(order.name()));
                    } else {
                        promises.forget(answer.withdrawn());
                        if (answer.madeRoom()) {
                            wakeReaper.run();
                        }
                    }
                });
    }

    /** Takes databases out of service that nobody will want. */
    void discard(List<DatabaseName> names) {
        promises.forget(names);
        discarded.add(names);
    }

    /** Settles with the registry what could not be settled before, because a connection broke. */
    void settle() {
        discarded.tellAgain();
        promises.settleUncertain();
    }

    /** Closes the desk; what is still warm is out of service then, and to be dropped. */
    CompletableFuture<List<Reclaimed>> close() {
        return atDesk.ask(() -> {
            try (desk) {
                return registry.pool()
                        .with(connection -> LEAVE.all(connection, desk.keeper(), Reason.SUPERSEDED.code()));
            }
        });
    }
}
