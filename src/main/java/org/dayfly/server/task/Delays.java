package org.dayfly.server.task;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.protocol.ClientError;

/**
 * The clock and the delays of all that dayfly does on one server. Work after a delay runs on the timer's thread, and
 * must not wait. Safe for use by any thread.
 *
 * @param timer has one thread; the creator of the timer shuts it down, and gives up the delays that are not over
 * @param nanoTime a clock that runs on, in nanoseconds
 */
public record Delays(ScheduledExecutorService timer, LongSupplier nanoTime) {
    /** The moment now, by the clock. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** Completes after this time. Fails with a {@link ClientError} 57P01 if the timer is shut down already. */
    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try {
            timer.schedule(() -> over.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            over.completeExceptionally(ServerFailure.shuttingDown());
        }
        return over;
    }

    /** Runs a short task again and again, with this pause between the end of a run and the next. */
    public void repeat(Runnable task, Duration first, Duration pause) {
        timer.scheduleWithFixedDelay(task, first.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Completes as the given future does, or after this time at the latest. */
    public CompletableFuture<Void> within(Duration patience, CompletableFuture<Void> awaited) {
        CompletableFuture<Void> result = awaited.copy();
        after(patience).whenComplete((over, failure) -> result.complete(null));
        return result;
    }
}
