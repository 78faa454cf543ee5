package org.dayfly.server;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.Delays;

/**
 * All threads that may wait for one server. Event loops never wait, so this class has none. Each server has threads of
 * its own: a server that does not answer holds up no client of another server.
 *
 * <ul>
 *   <li>{@code dayfly-worker}: work that a client waits for
 *   <li>{@code dayfly-preparer}: snapshots, and other work that a client seldom waits for
 *   <li>{@code dayfly-maker}: CREATE DATABASE
 *   <li>{@code dayfly-hand-out}: one thread, which hands out warm databases one after the other
 *   <li>{@code dayfly-reaper}: one thread, which takes expired databases out of service and drops them. Two others
 *       drop databases: the thread that closes the proxy drops the warm ones, and {@code dayfly drop} does its work in
 *       its own process
 *   <li>{@code dayfly-timer}: one thread, for short work at intervals
 * </ul>
 *
 * <p>Threads and queues are bounded. Work beyond the queue is rejected, so that in a flood a client gets its error at
 * once. The numbers follow from the number of maintenance connections, so that a thread seldom waits for a connection.
 */
final class ServerThreads implements AutoCloseable {
    /** Few: work that no client waits for must leave the server free for work that a client waits for. */
    private static final int PREPARERS = 2;

    /** Connections for the reaper and for the listener for databases that leave service. */
    private static final int RESERVED = 2;

    /**
     * The workers and the makers get one half each of the connections that are left. There are more makers than cores,
     * because each CREATE DATABASE waits for a checkpoint, and commands that run at the same time share a checkpoint.
     * On two cores, 100 databases at once took 710 ms with 8 threads, 790 ms with 4, and 820 ms with 2.
     */
    private static final int HALF = (Registry.CONNECTIONS - PREPARERS - RESERVED) / 2;

    private static final int QUEUE = 2000;
    private static final long LAST_WORK_SECONDS = 10;

    private final ThreadPoolExecutor workers = bounded("dayfly-worker", HALF);
    private final ThreadPoolExecutor preparers = bounded("dayfly-preparer", PREPARERS);
    private final ThreadPoolExecutor makers = bounded("dayfly-maker", HALF);
    private final ThreadPoolExecutor handOut = bounded("dayfly-hand-out", 1);
    private final ScheduledExecutorService reaper = scheduled("dayfly-reaper");
    private final ScheduledExecutorService timer = scheduled("dayfly-timer");

    private static ScheduledExecutorService scheduled(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory(name));
        // A stop must not wait for a delay of half a minute.
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
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

    Executor workers() {
        return workers;
    }

    ScheduledExecutorService reaper() {
        return reaper;
    }

    ServerExecutors executors(LongSupplier nanoTime) {
        return new ServerExecutors(
                workers, preparers, new ServerExecutors.Makers(makers, HALF), handOut, new Delays(timer, nanoTime));
    }

    List<ThreadFigures> figures() {
        return List.of(
                ThreadFigures.of("worker", workers),
                ThreadFigures.of("preparer", preparers),
                ThreadFigures.of("maker", makers),
                ThreadFigures.of("hand-out", handOut));
    }

    /** Lets work that has begun finish. Work whose delay is not over is given up. */
    @Override
    public void close() {
        try {
            end(reaper, timer, makers, handOut, workers);
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
