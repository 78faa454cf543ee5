package org.dayfly.admin.metrics;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How late an event loop runs a task whose time has come. Clients on a loop that is late wait at least as long. Safe
 * for use by any thread.
 */
final class LoopLag {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final AtomicLong due = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    private LoopLag(EventLoop loop, LongSupplier nanoTime) {
        this.loop = loop;
        this.nanoTime = nanoTime;
    }

    /** Begins to measure a loop. */
    static LoopLag of(EventLoop loop, LongSupplier nanoTime) {
        LoopLag lag = new LoopLag(loop, nanoTime);
        lag.schedule();
        return lag;
    }

    private void schedule() {
        due.set(nanoTime.getAsLong() + PERIOD.toNanos());
        if (!loop.isShuttingDown()) {
            loop.schedule(this::ran, PERIOD.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void ran() {
        long late = late();
        longest.accumulateAndGet(late, Math::max);
        schedule();
    }

    private long late() {
        return Math.max(0, nanoTime.getAsLong() - due.get());
    }

    /** The longest delay since the last call, in seconds. A loop that stands still is as late as it has stood. */
    double seconds() {
        return Math.max(longest.getAndSet(0), late()) / 1e9;
    }
}
