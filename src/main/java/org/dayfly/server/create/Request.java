package org.dayfly.server.create;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * What a client asked for when it asked for a fresh database.
 *
 * @param client the address it came from; empty where it has none (a Unix socket)
 * @param source what it shall be a copy of; empty: of nothing
 * @param ttl age at which the database is reclaimed, {@link Duration#ZERO} for never; empty: as the settings say
 * @param idle how long it may lie unused, {@link Duration#ZERO} for ever; empty: as the settings say
 * @param suits how well one that is ready suits the client; the higher, the better
 * @param attended whether a session for the client is open on one that is ready
 * @param left completes when the client has no use for it any more
 */
public record Request(
        Optional<InetAddress> client,
        Optional<Key> source,
        Optional<Duration> ttl,
        Optional<Duration> idle,
        ToIntFunction<DatabaseName> suits,
        Predicate<DatabaseName> attended,
        CompletionStage<?> left) {
    /** Of somebody who takes what comes, and stays. */
    public Request(
            Optional<InetAddress> client, Optional<Key> source, Optional<Duration> ttl, Optional<Duration> idle) {
        this(client, source, ttl, idle, any -> 0, any -> false, new CompletableFuture<>());
    }

    /**
     * Checks that the client is still there.
     *
     * @throws CancellationException if the client has left */
    public void checkWanted() {
        if (left.toCompletableFuture().isDone()) {
            throw new CancellationException("the client has left");
        }
    }

    /** What is awaited, canceled if the client leaves first. */
    public <T> CompletableFuture<T> wanted(CompletableFuture<T> awaited) {
        if (!awaited.isDone()) {
            left.thenRun(() -> awaited.cancel(false));
        }
        return awaited;
    }
}
