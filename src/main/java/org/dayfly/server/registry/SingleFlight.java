package org.dayfly.server.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Does a thing once at a time for each key, however many ask for it at once. It is done for nobody in particular, so it
 * goes on when one of them loses interest. Safe for use by any thread.
 */
public final class SingleFlight<K, T> {
    private final Map<K, CompletableFuture<T>> aloft = new ConcurrentHashMap<>();

    /** What is being done for a key. */
    public Optional<CompletableFuture<T>> of(K key) {
        return Optional.ofNullable(aloft.get(key)).map(CompletableFuture::copy);
    }

    /** Begins it, or waits for who did. */
    public CompletableFuture<T> join(K key, Supplier<CompletableFuture<T>> what) {
        CompletableFuture<T> flight = new CompletableFuture<>();
        CompletableFuture<T> there = aloft.putIfAbsent(key, flight);
        if (there != null) {
            return there.copy();
        }
        BlockingTasks.begun(what).whenComplete((done, failure) -> {
            // First of all: whoever hears of the end may begin the next one.
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
