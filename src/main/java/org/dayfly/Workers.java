package org.dayfly;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.dayfly.database.Staff;

/**
 * The threads that may wait: a few for PostgreSQL's answers on behalf of clients, fewer to prepare what clients may want
 * and to make databases, one that hands these out, and the reaper's own.
 *
 * <p>Bounded both ways: what is beyond the queue is rejected, so that a flood of clients hears at once that it is one.
 */
final class Workers implements AutoCloseable {
    /** As many as there are maintenance connections; more would only wait for one. */
    private static final int THREADS = 8;

    /** What nobody waits for as a rule must leave the server to what somebody does. */
    private static final int PREPARERS = 2;

    /**
     * More than there are cores: each CREATE DATABASE waits for a checkpoint, and those that are at it share one. 100 at once
     * took 710 ms with 8 on two cores, 790 with 4 and 820 with 2.
     */
    private static final int MAKERS = 8;

    private static final int QUEUE = 2000;
    private static final long LAST_WORK_SECONDS = 10;

    private final ThreadPoolExecutor executor = bounded("dayfly-worker", THREADS);
    private final ThreadPoolExecutor preparers = bounded("dayfly-preparer", PREPARERS);
    private final ThreadPoolExecutor makers = bounded("dayfly-maker", MAKERS);
    private final ThreadPoolExecutor desk = bounded("dayfly-desk", 1);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("dayfly-reaper"));

    private static ThreadPoolExecutor bounded(String name, int threads) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                new DefaultThreadFactory(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    Executor executor() {
        return executor;
    }

    Staff staff() {
        return new Staff(executor, preparers, new Staff.Makers(makers, MAKERS), desk, timer);
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Lets what was begun come to its end. */
    @Override
    public void close() {
        try {
            end(timer, makers, desk, executor);
            // Not before: the word that a session has left may be on its way, and with it work for them.
            end(preparers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(ExecutorService... services) throws InterruptedException {
        for (ExecutorService each : services) {
            each.shutdown();
        }
        for (ExecutorService each : services) {
            each.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS);
        }
    }
}
