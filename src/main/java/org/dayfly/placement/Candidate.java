package org.dayfly.placement;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dayfly.server.Server;
import org.dayfly.server.registry.ServerTag;

/**
 * One of the servers of the settings: open, or not open yet because it could not be reached. Safe for use by any
 * thread.
 */
final class Candidate {
    private final Health health;
    private final Room room = new Room(this::weight, this::max);
    private volatile ServerEntry entry;
    private volatile Optional<Server> server = Optional.empty();

    /**
     * A server that is not open yet.
     *
     * @param nanoTime a clock that runs on
     */
    Candidate(ServerEntry entry, LongSupplier nanoTime) {
        this.entry = entry;
        this.health = new Health(entry.name(), nanoTime);
    }

    ServerEntry entry() {
        return entry;
    }

    String name() {
        return entry.name();
    }

    /** Follows an entry for the same server, with another weight. */
    void follow(ServerEntry other) {
        entry = other;
    }

    private int weight() {
        return entry.weight();
    }

    private int max() {
        return server.map(Server::max).orElse(0);
    }

    /** How full the server is. */
    Room room() {
        return room;
    }

    /** Whether the server can be reached. */
    Health health() {
        return health;
    }

    /** Notes that the server is open, and can be used. */
    void opened(Server its) {
        server = Optional.of(its);
    }

    /** The server, if it is open. */
    Optional<Server> server() {
        return server;
    }

    /** The tag of the server, if it is open. */
    Optional<ServerTag> tag() {
        return server.map(Server::tag);
    }

    boolean isReachable() {
        return server.isPresent() && health.isReachable();
    }

    boolean isDraining() {
        return server.filter(its -> its.membership().isDraining()).isPresent();
    }

    /** Whether a session waits there for a client. */
    boolean isReady() {
        return server.filter(its -> its.atHand().ready().isWaiting()).isPresent();
    }

    /** Whether the server could not be reached for this long. */
    boolean isLostFor(Duration time) {
        return !isReachable() && health.lostFor().compareTo(time) >= 0;
    }

    /** Asks the server for a database, unless the server cannot be reached. */
    CompletableFuture<Placed> ask(Question question) {
        return attempt(question::placed, Candidate::discard).thenApply(placed -> {
            if (placed.lease().fresh()) {
                room.took();
            }
            return placed;
        });
    }

    /** Asks the server something that leaves nothing behind, unless the server cannot be reached. */
    <T> CompletableFuture<T> attempt(Function<Server, CompletableFuture<T>> question) {
        return attempt(question, unwanted -> {});
    }

    private <T> CompletableFuture<T> attempt(Function<Server, CompletableFuture<T>> question, Consumer<T> unwanted) {
        return server.map(its -> health.attempt(() -> question.apply(its), unwanted))
                .orElseGet(() -> CompletableFuture.failedFuture(Health.unreachable()));
    }

    /** Drops a database that no client has heard of, unless another session is on it. */
    static CompletableFuture<Void> discard(Placed placed) {
        return placed.server().databases().left(placed.lease().name(), false, 1, 0);
    }
}
