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
import org.dayfly.server.registry.LeaseKind;

/**
 * A client's request for a fresh database, or for a fresh server.
 *
 * @param kind a database or a whole server
 * @param client the address of the client; empty if the client has no address (a Unix socket)
 * @param source what the database begins with: the source of a copy; empty: nothing. A whole server begins with a major
 *     version of PostgreSQL, and a reset names the version for the case that the key has a whole server; empty: the
 *     usual version
 * @param ttl age at which the database is reclaimed, {@link Duration#ZERO} for never; empty: as the settings say
 * @param idle how long the database may lie unused, {@link Duration#ZERO} for ever; empty: as the settings say
 * @param suits how well a warm database suits the client; a higher number is better
 * @param attended whether a session for the client is open on a warm database
 * @param left completes when the client has no use for the database any more
 */
public record Request(
        LeaseKind kind,
        Optional<InetAddress> client,
        Optional<Key> source,
        Optional<Duration> ttl,
        Optional<Duration> idle,
        ToIntFunction<DatabaseName> suits,
        Predicate<DatabaseName> attended,
        CompletionStage<?> left) {
    /** A request of a client that takes any database, and that does not leave. */
    public Request(
            Optional<InetAddress> client, Optional<Key> source, Optional<Duration> ttl, Optional<Duration> idle) {
        this(LeaseKind.DATABASE, client, source, ttl, idle, any -> 0, any -> false, new CompletableFuture<>());
    }

    /** The same request for another kind. */
    public Request of(LeaseKind other) {
        return new Request(other, client, source, ttl, idle, suits, attended, left);
    }

    /** The same request of a client that takes what is there. */
    public Request toJoin(LeaseKind there) {
        return new Request(there, client, Optional.empty(), ttl, idle, suits, attended, left);
    }

    /**
     * Checks that the client has not left.
     *
     * @throws CancellationException if the client has left
     */
    public void checkWanted() {
        if (left.toCompletableFuture().isDone()) {
            throw new CancellationException("the client has left");
        }
    }

    /** Returns the awaited future, and cancels the future if the client leaves first. */
    public <T> CompletableFuture<T> wanted(CompletableFuture<T> awaited) {
        if (!awaited.isDone()) {
            left.thenRun(() -> awaited.cancel(false));
        }
        return awaited;
    }
}
