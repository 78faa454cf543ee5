package org.dayfly.placement;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Asks a server at intervals how many databases it has, and so learns whether the server can be reached. If the answer
 * is late, looks whether the server listens at all: a server that was killed is known to be lost at once, though the
 * pool of connections tries for some seconds. Used by one thread.
 */
final class Probe implements Runnable {
    /** A server that has not answered for this long counts as unreachable. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Supplier<CompletableFuture<Integer>> count;
    private final Supplier<CompletableFuture<Void>> reach;
    private final Room room;
    private final Health health;
    private final LongSupplier nanoTime;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private long asked;

    /**
     * Makes the probe of one server.
     *
     * @param count asks the server how many databases there are
     * @param reach fails if the server does not listen
     * @param nanoTime a clock that runs on
     */
    Probe(
            Supplier<CompletableFuture<Integer>> count,
            Supplier<CompletableFuture<Void>> reach,
            Room room,
            Health health,
            LongSupplier nanoTime) {
        this.count = count;
        this.reach = reach;
        this.room = room;
        this.health = health;
        this.nanoTime = nanoTime;
    }

    /** Asks, unless an answer is still due. */
    @Override
    public void run() {
        if (!last.isDone()) {
            if (nanoTime.getAsLong() - asked >= PATIENCE.toNanos()) {
                health.lost(
                        ClientError.of(SqlState.CANNOT_CONNECT_NOW, "no answer for " + PATIENCE.toSeconds() + " s"));
            } else {
                look();
            }
            return;
        }
        ask();
    }

    private void look() {
        reach.get().whenComplete((reached, failure) -> {
            if (failure != null) {
                health.lost(ClientError.of(SqlState.CANNOT_CONNECT_NOW, "the server does not listen")
                        .causedBy(failure));
            }
        });
    }

    private void ask() {
        asked = nanoTime.getAsLong();
        last = count.get().handle((databases, failure) -> {
            if (failure == null) {
                room.counted(databases);
                health.answered();
            } else {
                health.failed(failure);
            }
            return null;
        });
    }
}
