package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.Server;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * The placement that decides now. Another one decides when the servers are no longer one but several. Safe for use by
 * any thread.
 */
final class PlacementInForce implements Placement {
    private final Candidates candidates;

    private volatile Optional<Placement> present = Optional.empty();

    /** Incomplete until it is known which placement decides next: requests for keys wait. */
    private volatile CompletableFuture<Placement> decided = new CompletableFuture<>();

    PlacementInForce(Candidates candidates) {
        this.candidates = candidates;
    }

    /** Lets requests for keys wait until the next decision. Returns the placement that decides until then, if any. */
    Optional<Placement> hold() {
        if (decided.isDone()) {
            decided = new CompletableFuture<>();
        }
        return present;
    }

    /** Lets a placement decide from now on. */
    void decide(Placement placement) {
        present = Optional.of(placement);
        if (!decided.complete(placement)) {
            decided = CompletableFuture.completedFuture(placement);
        }
    }

    private Placement present() {
        return present.orElseThrow();
    }

    @Override
    public List<Server> servers() {
        return candidates.open();
    }

    @Override
    public CompletableFuture<Placed> fresh(Optional<Key> source, ServerWish wish, Question question) {
        return present().fresh(source, wish, question);
    }

    @Override
    public CompletableFuture<Placed> keyed(Key key, Optional<Key> source, ServerWish wish, Question question) {
        return decidedBy(placement -> placement.keyed(key, source, wish, question));
    }

    @Override
    public CompletableFuture<Placed> reset(Key key, ServerWish wish, Question question) {
        return decidedBy(placement -> placement.reset(key, wish, question));
    }

    private CompletableFuture<Placed> decidedBy(Function<Placement, CompletableFuture<Placed>> request) {
        CompletableFuture<Placement> by = decided;
        return by.thenCompose(request)
                .exceptionallyCompose(failure -> by != decided && isOutOfStep(failure)
                        ? decidedBy(request)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Whether a request began when its server was the only one, and came too late. */
    private static boolean isOutOfStep(Throwable failure) {
        return ClientError.isOf(failure, Set.of(ErrorKind.OUT_OF_STEP));
    }

    @Override
    public CompletableFuture<Placed> known(DatabaseName database, Question question) {
        return present().known(database, question);
    }

    @Override
    public CompletableFuture<Server> ofDatabase(DatabaseName database) {
        return present().ofDatabase(database);
    }

    @Override
    public CompletableFuture<Server> ofKey(Key key) {
        return present().ofKey(key);
    }

    @Override
    public Server ofRegistry() {
        return present().ofRegistry();
    }
}
