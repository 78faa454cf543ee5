package org.dayfly;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that run the same task at the same time. */
final class ConcurrentClients {
    private static final long PATIENCE_SECONDS = 240;

    private ConcurrentClients() {}

    /** The task of the clients. Its runs are numbered from 0. */
    @FunctionalInterface
    interface Act {
        void run(int number) throws Exception;
    }

    /** Runs a task by several clients until it has run so many times. A failure ends its client, and is thrown. */
    static void act(int clients, int times, Act act) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(threads.submit(() -> {
                for (int number = next.getAndIncrement(); number < times; number = next.getAndIncrement()) {
                    act.run(number);
                }
                return null;
            }));
        }
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            threads.shutdownNow();
            throw new AssertionError("not done within " + PATIENCE_SECONDS + " s");
        }
        for (Future<?> each : all) {
            each.get();
        }
    }
}
