package org.dayfly.database;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Does a thing once at a time for each key, however many ask for it at once; safe for use by any thread. */
final class Flights<K, T> {
    private final Map<K, CompletableFuture<T>> aloft = new ConcurrentHashMap<>();

    /** What is being done for a key. */
    Optional<CompletableFuture<T>> of(K key) {
        return Optional.ofNullable(aloft.get(key));
    }

    /**
     * Begins it, unless it is being done already.
     *
     * @return what the caller began; empty if another was first
     */
    Optional<CompletableFuture<T>> begin(K key, Supplier<CompletableFuture<T>> what) {
        CompletableFuture<T> flight = new CompletableFuture<>();
        return take(key, flight, what) == flight ? Optional.of(flight) : Optional.empty();
    }

    /** Begins it, or waits for who did. */
    CompletableFuture<T> join(K key, Supplier<CompletableFuture<T>> what) {
        return take(key, new CompletableFuture<>(), what);
    }

    private CompletableFuture<T> take(K key, CompletableFuture<T> flight, Supplier<CompletableFuture<T>> what) {
        CompletableFuture<T> there = aloft.putIfAbsent(key, flight);
        if (there != null) {
            return there;
        }
        begun(what).whenComplete((done, failure) -> {
            // First of all: whoever hears of the end may begin the next one.
            aloft.remove(key, flight);
            if (failure == null) {
                flight.complete(done);
            } else {
                flight.completeExceptionally(failure);
            }
        });
        return flight;
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> what) {
        try {
            return what.get();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
