package org.dayfly;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.dayfly.server.ServerExecutors;

/**
 * All threads that may wait for PostgreSQL. Event loops never wait, so this class has none.
 *
 * <ul>
 *   <li>{@code dayfly-worker}: work that a client waits for
 *   <li>{@code dayfly-preparer}: snapshots, and other work that a client seldom waits for
 *   <li>{@code dayfly-maker}: CREATE DATABASE
 *   <li>{@code dayfly-hand-out}: one thread, which hands out warm databases one after the other
 *   <li>{@code dayfly-reaper}: one thread, which drops databases
 *   <li>{@code dayfly-timer}: one thread, for short work at intervals
 * </ul>
 *
 * <p>Threads and queues are bounded. Work beyond the queue is rejected, so that in a flood a client gets its error at
 * once.
 */
final class Workers implements AutoCloseable {
    /** The maintenance pool has connections for these, the preparers, the makers, the reaper and one more. */
    private static final int THREADS = 8;

    /** Few: work that no client waits for must leave the server free for work that a client waits for. */
    private static final int PREPARERS = 2;

    /**
     * More than there are cores: each CREATE DATABASE waits for a checkpoint, and commands that run at the same time
     * share a checkpoint. On two cores, 100 databases at once took 710 ms with 8 threads, 790 ms with 4, and 820 ms
     * with 2.
     */
    private static final int MAKERS = 8;

    private static final int QUEUE = 2000;
    private static final long LAST_WORK_SECONDS = 10;

    private final ThreadPoolExecutor executor = bounded("dayfly-worker", THREADS);
    private final ThreadPoolExecutor preparers = bounded("dayfly-preparer", PREPARERS);
    private final ThreadPoolExecutor makers = bounded("dayfly-maker", MAKERS);
    private final ThreadPoolExecutor handOut = bounded("dayfly-hand-out", 1);
    private final ScheduledExecutorService reaper = scheduled("dayfly-reaper");
    private final ScheduledExecutorService timer = scheduled("dayfly-timer");

    private static ScheduledExecutorService scheduled(String name) {
        return Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory(name));
    }

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

    ServerExecutors executors() {
        return new ServerExecutors(executor, preparers, new ServerExecutors.Makers(makers, MAKERS), handOut, timer);
    }

    ScheduledExecutorService reaper() {
        return reaper;
    }

    /** Lets work that has begun finish. */
    @Override
    public void close() {
        try {
            end(reaper, timer, makers, handOut, executor);
            // Last: the report that a session has left may still run, and may give the preparers work.
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
