package org.dayfly.server.task;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Runs one task at a time for each key, and gives its result to all callers that ask for the key meanwhile. The task
 * belongs to no caller, and goes on when a caller no longer waits. Safe for use by any thread.
 */
public final class SingleFlight<K, T> {
    private final Map<K, CompletableFuture<T>> aloft = new ConcurrentHashMap<>();

    /** The task that runs for a key; empty if there is none. */
    public Optional<CompletableFuture<T>> of(K key) {
        return Optional.ofNullable(aloft.get(key)).map(CompletableFuture::copy);
    }

    /** Starts a task, or waits for the task that runs for the key. */
    public CompletableFuture<T> join(K key, Supplier<CompletableFuture<T>> what) {
        CompletableFuture<T> flight = new CompletableFuture<>();
        CompletableFuture<T> there = aloft.putIfAbsent(key, flight);
        if (there != null) {
            return there.copy();
        }
        BlockingTasks.begun(what).whenComplete((done, failure) -> {
            // This comes first, because a caller that waits for the end of the task may start the next task.
            aloft.remove(key, flight);
            if (failure == null) {
                flight.complete(done);
            } else {
                flight.completeExceptionally(failure);
            }
        });
        return flight.copy();
    }
}
