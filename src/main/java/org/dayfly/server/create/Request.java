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
 * @param terms what the client asks of the database
 * @param suits how well a warm database suits the client; a higher number is better
 * @param attended whether a session for the client is open on a warm database
 * @param left completes when the client has no use for the database any more
 */
public record Request(
        LeaseKind kind,
        Optional<InetAddress> client,
        Optional<Key> source,
        RequestedTerms terms,
        ToIntFunction<DatabaseName> suits,
        Predicate<DatabaseName> attended,
        CompletionStage<?> left) {
    /** A request of a client that takes any database, and that does not leave. */
    public Request(
            Optional<InetAddress> client, Optional<Key> source, Optional<Duration> ttl, Optional<Duration> idle) {
        this(client, source, new RequestedTerms(ttl, idle, Optional.empty(), Optional.empty()));
    }

    /** The same on these terms. */
    public Request(Optional<InetAddress> client, Optional<Key> source, RequestedTerms terms) {
        this(LeaseKind.DATABASE, client, source, terms, any -> 0, any -> false, new CompletableFuture<>());
    }

    /** The same request for another kind. */
    public Request of(LeaseKind other) {
        return new Request(other, client, source, terms, suits, attended, left);
    }

    /** The same request of a client that takes what is there. */
    public Request toJoin(LeaseKind there) {
        return new Request(there, client, Optional.empty(), terms, suits, attended, left);
    }

    /** The same request of a client that has no say in the life of the database. */
    public Request onAnyTerms() {
        return new Request(kind, client, source, RequestedTerms.NONE, suits, attended, left);
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
