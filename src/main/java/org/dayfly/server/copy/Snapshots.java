package org.dayfly.server.copy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.server.task.ServerFailure;
import org.dayfly.server.task.SingleFlight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots of shared databases. Copies are made of a snapshot, and never of the shared database itself, because
 * sessions may be open on the shared database. Safe for use by any thread.
 *
 * <p>A database that was copied before gets a new snapshot when its last session ends, if its content has changed. New
 * sessions wait for the snapshot. A database that was never copied gets a snapshot at its first copy, or after some
 * seconds without a session ({@link org.dayfly.server.registry.Rests}). A session that joins cancels such a snapshot.
 */
public final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final int NO_REST_IN_PARTICULAR = -1;

    private final SnapshotTaker taker;
    private final BlockingTasks preparations;
    private final Delays delays;
    private final SingleFlight<DatabaseName, Boolean> singleFlight = new SingleFlight<>();
    private final Map<DatabaseName, CompletableFuture<Void>> closed = new ConcurrentHashMap<>();

    /** The snapshots that are taken after a long rest and that no copy waits for, by source. */
    private final Map<DatabaseName, Cancellation> unasked = new ConcurrentHashMap<>();

    /**
     * Takes snapshots of the databases on one server.
     *
     * @param preparations runs the work on few threads, so that snapshots do not delay clients
     */
    public Snapshots(SnapshotTaker taker, BlockingTasks preparations, Delays delays) {
        this.taker = taker;
        this.preparations = preparations;
        this.delays = delays;
    }

    /** The snapshot of a database that is being taken now; empty if there is none. */
    Optional<CompletableFuture<Boolean>> underway(DatabaseName source) {
        return singleFlight.of(source);
    }

    /** Takes a snapshot of a database that was never copied, if the same rest still lasts after this time. */
    public void takeAfter(Duration rested, DatabaseName source, int rest) {
        delays.after(rested).thenRun(() -> {
            Cancellation cancellation = new Cancellation();
            unasked.put(source, cancellation);
            take(source, rest, cancellation).whenComplete((taken, failure) -> unasked.remove(source, cancellation));
        });
    }

    /**
     * Takes a snapshot of a database that is at rest and that a client copies, unless there is a snapshot of its last
     * rest.
     */
    public CompletableFuture<Boolean> take(DatabaseName source) {
        unasked.remove(source);
        return take(source, NO_REST_IN_PARTICULAR, new Cancellation());
    }

    private CompletableFuture<Boolean> take(DatabaseName source, int rest, Cancellation cancellation) {
        return singleFlight.join(source, () -> {
            CompletableFuture<Void> copied = new CompletableFuture<>();
            closed.put(source, copied);
            return preparations
                    .make(() -> taker.take(source, rest, cancellation, () -> letIn(source, copied)))
                    .whenComplete((taken, failure) -> {
                        if (failure != null) {
                            ServerFailure.warn(log, "could not take a snapshot of " + source, failure);
                        }
                        letIn(source, copied);
                    });
        });
    }

    /**
     * Completes when sessions may be opened again on a database whose snapshot is due: when its files are copied, or
     * when the snapshot failed. A snapshot that no copy waits for is cancelled.
     */
    public CompletableFuture<Void> letIn(DatabaseName source) {
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
