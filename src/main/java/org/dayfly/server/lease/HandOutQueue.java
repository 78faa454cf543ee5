package org.dayfly.server.lease;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes warm databases to the {@link RegistryHandOut}, one after the other, and databases that no client needs to the
 * reaper. Safe for use by any thread.
 */
public final class HandOutQueue {
    private static final Logger log = LoggerFactory.getLogger(HandOutQueue.class);

    private static final Query<Reclaimed> LEAVE =
            new Query<>("SELECT name, kind, key, reason, term, age FROM registry.reclaim_kept(?, ?)", Reclaimed::of);

    private final Registry registry;
    private final RegistryHandOut registryHandOut;
    private final BlockingTasks handOutTasks;
    private final DiscardedDatabases discarded;
    private final Runnable wakeReaper;
    private final CommittedAhead committedAhead;

    /**
     * Creates the queue with a closed connection; see {@link #open}.
     *
     * @param handOutTasks runs tasks on one thread
     */
    public HandOutQueue(
            Registry registry,
            RegistryHandOut registryHandOut,
            CommittedAhead committedAhead,
            BlockingTasks handOutTasks,
            DiscardedDatabases discarded,
            Runnable wakeReaper) {
        this.registry = registry;
        this.registryHandOut = registryHandOut;
        this.handOutTasks = handOutTasks;
        this.discarded = discarded;
        this.wakeReaper = wakeReaper;
        this.committedAhead = committedAhead;
    }

    /** Opens the hand-out connection if it is not open, or is broken. */
    public void open() {
        handOutTasks
                .ask(() -> {
                    registryHandOut.open();
                    return registryHandOut;
                })
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        log.debug(
                                "could not open the connection that hands out databases; the first hand-out "
                                        + "opens it",
                                failure);
                    }
                });
    }

    /** Lets the reaper look for databases to drop. */
    public void wakeReaper() {
        wakeReaper.run();
    }

    public CommittedAhead committedAhead() {
        return committedAhead;
    }

    /** Puts a warm database into service. The hand-out is committed when the future completes. */
    CompletableFuture<RegistryHandOut.Answer> of(Claim claim) {
        HandOut order = claim.order();
        return handOutTasks
                .ask(() -> {
                    committedAhead.forget(order.name());
                    RegistryHandOut.Answer answer = registryHandOut.handOut(claim);
                    // Here, so that the registry's numbers are taken over in the order of the hand-outs.
                    if (answer.outcome() == HandOut.Outcome.FRESH) {
                        claim.handedOut(answer.here().groups(order));
                    } else {
                        claim.giveUp();
                    }
                    return answer;
                })
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        claim.giveUp();
                        // The database may have been handed out in spite of the failure. Then the database becomes
                        // idle, and the reaper drops it.
                        discard(List.of(order.name()));
                    } else {
                        committedAhead.forget(answer.withdrawn());
                        if (answer.madeRoom()) {
                            wakeReaper.run();
                        }
                    }
                });
    }

    /** Takes databases out of service that no client needs. */
    public void discard(List<DatabaseName> names) {
        committedAhead.forget(names);
        discarded.add(names);
    }

    /** Settles with the registry what could not be settled before because a connection broke. */
    public void settle() {
        discarded.tellAgain();
        committedAhead.settleUncertain();
    }

    /** Takes the databases that are still warm out of service, for a drop, and closes the hand-out connection. */
    public CompletableFuture<List<Reclaimed>> close() {
        return handOutTasks.ask(() -> {
            try (registryHandOut) {
                return registry.pool()
                        .with(connection -> LEAVE.all(connection, registryHandOut.keeper(), Reason.SUPERSEDED.code()));
            }
        });
    }
}
