package org.dayfly.database;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots of shared databases. Copies are made of a snapshot, never of the shared database itself, which may be
 * in use. Safe for use by any thread.
 *
 * <p>A database that was copied before gets a snapshot after each rest that changed its content: the snapshot is taken
 * when the last session ends, and new sessions wait for it. A database that was never copied gets a snapshot at its
 * first copy, or after a long rest. The snapshot after a long rest is cancelled when a session comes.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final int NO_REST_IN_PARTICULAR = -1;

    private final SnapshotTaker taker;
    private final Errands preparations;
    private final Flights<DatabaseName, Boolean> flights = new Flights<>();
    private final Map<DatabaseName, CompletableFuture<Void>> closed = new ConcurrentHashMap<>();

    /** Snapshots after a long rest, by source. */
    private final Map<DatabaseName, Cancellation> unasked = new ConcurrentHashMap<>();

    /** @param preparations runs the work on few threads, so that snapshots do not delay clients */
    Snapshots(SnapshotTaker taker, Errands preparations) {
        this.taker = taker;
        this.preparations = preparations;
    }

    /** The snapshot of a database that is being taken now; empty if there is none. */
    Optional<CompletableFuture<Boolean>> underway(DatabaseName source) {
        return flights.of(source);
    }

    /** Takes a snapshot of a database that was never copied, if the same rest still lasts after this time. */
    void takeAfter(Duration rested, DatabaseName source, int rest) {
        Errands.later(rested).thenRun(() -> {
            Cancellation cancellation = new Cancellation();
            unasked.put(source, cancellation);
            take(source, rest, cancellation).whenComplete((taken, failure) -> unasked.remove(source, cancellation));
        });
    }

    /** Takes a snapshot of a database that is at rest and that somebody copies, unless its last rest has one. */
    CompletableFuture<Boolean> take(DatabaseName source) {
        unasked.remove(source);
        return take(source, NO_REST_IN_PARTICULAR, new Cancellation());
    }

    private CompletableFuture<Boolean> take(DatabaseName source, int rest, Cancellation cancellation) {
        return flights.join(source, () -> {
            CompletableFuture<Void> copied = new CompletableFuture<>();
            closed.put(source, copied);
            return preparations
                    .make(() -> taker.take(source, rest, cancellation, () -> letIn(source, copied)))
                    .whenComplete((taken, failure) -> {
                        if (failure != null) {
                            ServerFailure.warn(log, "no snapshot of " + source, failure);
                        }
                        letIn(source, copied);
                    });
        });
    }

    /**
     * Completes when sessions may be opened again on a database whose snapshot is due: when its files are copied, or
     * when the snapshot failed. A snapshot that no copy waits for is cancelled.
     */
    CompletableFuture<Void> letIn(DatabaseName source) {
        Optional.ofNullable(unasked.remove(source)).ifPresent(Cancellation::cancel);
        CompletableFuture<Boolean> taken = take(source);
        CompletableFuture<Void> copied = closed.get(source);
        return copied != null ? copied : taken.handle((done, failure) -> null);
    }

    private void letIn(DatabaseName source, CompletableFuture<Void> copied) {
        closed.remove(source, copied);
        copied.complete(null);
    }
}
