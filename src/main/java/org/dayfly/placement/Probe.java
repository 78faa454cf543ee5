package org.dayfly.placement;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Asks a server at intervals how many databases it has, and so learns whether the server can be reached. Used by one
 * thread.
 */
final class Probe implements Runnable {
    /** A server that has not answered for this long counts as unreachable. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Supplier<CompletableFuture<Integer>> count;
    private final Room room;
    private final Health health;
    private final LongSupplier nanoTime;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private long asked;

    /**
     * Makes the probe of one server.
     *
     * @param count asks the server how many databases there are
     * @param nanoTime a clock that runs on
     */
    Probe(Supplier<CompletableFuture<Integer>> count, Room room, Health health, LongSupplier nanoTime) {
        this.count = count;
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
            }
            return;
        }
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
