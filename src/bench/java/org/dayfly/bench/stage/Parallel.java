package org.dayfly.bench.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dayfly.bench.report.Samples;

/** Threads that start at once. */
public final class Parallel {
    private Parallel() {}

    /** What each thread does. */
    @FunctionalInterface
    public interface Task {
        void run(int thread) throws Exception;
    }

    /**
     * Runs a task on several threads, all of which are started before the first begins.
     *
     * @return milliseconds until the last is done
     * @throws ExecutionException if any failed, after all are done
     */
    public static double millis(int threads, Task task) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                done.add(pool.submit(() -> {
                    ready.countDown();
                    go.await();
                    task.run(thread);
                    return null;
                }));
            }
            ready.await();
            long start = System.nanoTime();
            go.countDown();
            awaitAll(done);
            return Samples.millisSince(start);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void awaitAll(List<Future<?>> all) throws InterruptedException, ExecutionException {
        List<ExecutionException> failures = new ArrayList<>();
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new ExecutionException(
                    failures.size() + " of " + all.size() + " failed, one of them so",
                    failures.get(0).getCause());
        }
    }
}
