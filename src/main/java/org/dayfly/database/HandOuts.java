package org.dayfly.database;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings warm databases to the {@link Desk}, one after the other, and those to the reaper that nobody will want. Safe for any thread. */
final class HandOuts {
    private static final Logger log = LoggerFactory.getLogger(HandOuts.class);

    private static final Query<Boolean> DISCARD = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ANY (?) AND state IN ('warm', 'promised') RETURNING true""", row -> true);

    private static final Query<Reclaimed> LEAVE = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now() WHERE keeper = ? AND state IN ('warm', 'promised')
            RETURNING name, key, reason, 0 AS term, extract(epoch FROM now() - created_at)::float8 AS age""", Reclaimed::of);

    private final Registry registry;
    private final Desk desk;
    private final Errands atDesk;
    private final Errands errands;
    private final Runnable wakeReaper;
    private final Promises promises;

    /** @param atDesk done by one thread */
    HandOuts(Registry registry, Desk desk, Promises promises, Errands atDesk, Errands errands, Runnable wakeReaper) {
        this.registry = registry;
        this.desk = desk;
        this.atDesk = atDesk;
        this.errands = errands;
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
                    promises.takeBack(order.name());
                    return desk.handOut(order);
                })
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        // Perhaps it was handed out all the same; then it is idle some day.
                        discard(List.of(order.name()));
                    } else if (answer.madeRoom()) {
                        wakeReaper.run();
                    }
                });
    }

    /** Takes databases out of service that nobody will want. */
    void discard(List<DatabaseName> names) {
        promises.forget(names);
        Object[] all = names.stream().map(DatabaseName::value).toArray();
        errands.ask(() -> registry.pool()
                        .with(connection -> DISCARD.all(
                                connection, Reason.SUPERSEDED.code(), connection.createArrayOf("text", all))))
                .whenComplete((discarded, failure) -> {
                    if (failure != null) {
                        log.debug("{} are left to who finds that nobody keeps them", names, failure);
                    }
                    wakeReaper.run();
                });
    }

    /** Closes the desk; what is still warm is out of service then, and to be dropped. */
    CompletableFuture<List<Reclaimed>> close() {
        return atDesk.ask(() -> {
            try (desk) {
                return registry.pool()
                        .with(connection -> LEAVE.all(connection, Reason.SUPERSEDED.code(), desk.keeper()));
            }
        });
    }
}
