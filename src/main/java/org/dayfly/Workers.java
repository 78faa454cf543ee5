package org.dayfly;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that may wait: a few for PostgreSQL's answers on behalf of clients, and the reaper's own.
 *
 * <p>Bounded both ways: what is beyond the queue is rejected, so that a flood of clients hears at once that it is one.
 */
final class Workers implements AutoCloseable {
    /** As many as there are maintenance connections; more would only wait for one. */
    private static final int THREADS = 8;

    private static final int QUEUE = 2000;
    private static final long LAST_WORK_SECONDS = 10;

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            new DefaultThreadFactory("dayfly-worker"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("dayfly-reaper"));

    Workers() {
        executor.allowCoreThreadTimeOut(true);
    }

    Executor executor() {
        return executor;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Lets what was begun come to its end. */
    @Override
    public void close() {
        timer.shutdown();
        executor.shutdown();
        try {
            timer.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS);
            executor.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
