package org.dayfly.server.lease;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.server.task.Delays;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a count on request: one count at a time, and one count for all requests that came before it began. Safe for
 * use by any thread.
 */
final class Recount {
    /** How long a count waits for more requests. Bounds the number of counts in a second. */
    private static final Duration WAIT = Duration.ofMillis(100);

    private final Delays delays;
    private final Supplier<CompletableFuture<Void>> count;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private @Nullable CompletableFuture<Void> next;

    /** @param count begins a count; the future completes when the count has ended, and never fails */
    Recount(Delays delays, Supplier<CompletableFuture<Void>> count) {
        this.delays = delays;
        this.count = count;
    }

    /** Completes when a count has ended that begins after this call. */
    synchronized CompletableFuture<Void> soon() {
        if (next == null) {
            CompletableFuture<Void> before = last;
            next = delays.after(WAIT).thenCompose(over -> before).thenCompose(over -> begin());
            last = next;
        }
        return next.copy();
    }

    private CompletableFuture<Void> begin() {
        synchronized (this) {
            next = null;
        }
        return count.get();
    }
}
