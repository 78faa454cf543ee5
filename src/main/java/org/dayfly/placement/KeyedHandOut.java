package org.dayfly.placement;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.directory.Directory.Claim;
import org.dayfly.server.directory.KeyPlace;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.task.BlockingTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out the databases of keys, so that a key has databases on one server only. Claims the key's row in the
 * directory, asks the server of the row, and confirms the row if the server has made a database.
 *
 * @param lostAfter how long a server must be lost until its keys may move; zero: never
 */
record KeyedHandOut(Candidates candidates, KeyDirectory directory, Supplier<Duration> lostAfter) {
    private static final Logger log = LoggerFactory.getLogger(KeyedHandOut.class);

    /** How many times one request may find that the key has moved while its database was being made. */
    private static final int TRIES = 5;

    /**
     * A request for the database of a key.
     *
     * @param sources the server of the source; empty: the database can be made on any server
     * @param resets whether the database of the key gives way: then the directory is asked first, so that nothing gives
     *     way if the directory cannot be reached
     */
    record KeyRequest(Key key, Optional<Candidate> sources, ServerWish wish, boolean resets, Question question) {}

    /** Hands out the database of the key. */
    CompletableFuture<Placed> handOut(KeyRequest request) {
        return keyed(request, Set.of(), TRIES);
    }

    /** @param refused the servers that had no room for the key */
    private CompletableFuture<Placed> keyed(KeyRequest request, Set<Candidate> refused, int tries) {
        if (tries == 0) {
            throw ClientError.of(SqlState.OBJECT_IN_USE, "the database of key \"" + request.key() + "\" is being moved")
                    .withHint("try again in a moment");
        }
        Optional<KeyPlace> cached = request.resets() ? Optional.empty() : directory.cached(request.key());
        return cached.map(place -> CompletableFuture.completedFuture(new Claim(place, false)))
                .orElseGet(() -> directory.claim(request.key(), proposed(request, refused)))
                .thenCompose(claim -> asked(request, claim)
                        .thenCompose(placed -> confirmed(claim.place(), placed))
                        .exceptionallyCompose(failure -> refused(request, claim, failure, refused, tries)))
                .thenCompose(placed -> placed.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> keyed(request, refused, tries - 1)));
    }

    private ServerTag proposed(KeyRequest request, Set<Candidate> refused) {
        return request.sources()
                .or(() -> candidates.best(request.wish(), refused))
                .flatMap(Candidate::tag)
                .orElseThrow(Health::unreachable);
    }

    private CompletableFuture<Placed> asked(KeyRequest request, Claim claim) {
        return BlockingTasks.begun(() -> candidates.of(claim.place()).ask(request.question()));
    }

    /** A database is handed out only if the key has not moved meanwhile; empty: the key has moved. */
    private CompletableFuture<Optional<Placed>> confirmed(KeyPlace place, Placed placed) {
        if (place.made() && !placed.lease().fresh()) {
            directory.seen(place);
            return CompletableFuture.completedFuture(Optional.of(placed));
        }
        CompletableFuture<Boolean> confirmation =
                directory.confirm(place).exceptionallyCompose(failure -> unreachable(place, placed, failure));
        return confirmation
                .exceptionally(failure -> false)
                .thenCompose(confirmed ->
                        confirmed ? confirmation : Candidate.discard(placed).thenCompose(left -> confirmation))
                .thenApply(confirmed -> confirmed ? Optional.of(placed) : Optional.empty());
    }

    /**
     * If the directory cannot be asked any more, a reset is done all the same: nobody removes the row of a key that has
     * a database, and the key had one all the time. Only lost-after could have moved the key meanwhile.
     */
    private CompletableFuture<Boolean> unreachable(KeyPlace place, Placed placed, Throwable failure) {
        if (place.made() && placed.lease().tookItsPlace()) {
            directory.seen(place);
            return CompletableFuture.completedFuture(true);
        }
        return CompletableFuture.failedFuture(failure);
    }

    /**
     * Removes the row of a key that got no database on its server, if it has none there: the row is new, or the server
     * is being drained. Then another server may give what this server refused.
     */
    private CompletableFuture<Optional<Placed>> refused(
            KeyRequest request, Claim claim, Throwable failure, Set<Candidate> refused, int tries) {
        boolean drained = ClientError.isOf(failure, Set.of(ErrorKind.DRAINING));
        if (!claim.isNew() && !drained) {
            return isLostForGood(request, claim, failure)
                    ? moved(request, claim.place(), refused, tries)
                    : CompletableFuture.failedFuture(failure);
        }
        Candidate refusing = candidates.of(claim.place());
        Set<Candidate> others = new HashSet<>(refused);
        others.add(refusing);
        boolean elsewhere = request.sources().isEmpty()
                && Candidates.isElsewhereBetter(failure)
                && candidates.best(request.wish(), others).isPresent();
        CompletableFuture<Boolean> removed =
                claim.isNew() ? directory.remove(claim.place()) : directory.free(claim.place(), refusing);
        return removed.handle((done, undone) -> done)
                .thenCompose(done -> elsewhere
                        ? keyed(request, others, drained ? tries - 1 : tries).thenApply(Optional::of)
                        : CompletableFuture.failedFuture(FutureFailure.cause(failure)));
    }

    /** Whether the operator lets the key get a new database elsewhere. A copy cannot be made without its source. */
    private boolean isLostForGood(KeyRequest request, Claim claim, Throwable failure) {
        Duration patience = lostAfter.get();
        return !patience.isZero()
                && request.sources().isEmpty()
                && ClientError.isOf(failure, Set.of(ErrorKind.SERVER_UNREACHABLE))
                && candidates.isLostFor(claim.place().server(), patience);
    }

    /** Moves the key to another server, and asks that server. Another proxy may have moved the key just now. */
    private CompletableFuture<Optional<Placed>> moved(
            KeyRequest request, KeyPlace place, Set<Candidate> refused, int tries) {
        Set<Candidate> lost = new HashSet<>(refused);
        candidates.of(place.server()).ifPresent(lost::add);
        ServerTag other =
                candidates.best(request.wish(), lost).flatMap(Candidate::tag).orElseThrow(Health::unreachable);
        return directory.move(place, other).thenCompose(moved -> {
            if (moved) {
                log.warn("key {} has moved from a server that is lost; its old database there is void", place.key());
            }
            return keyed(request, lost, tries - 1).thenApply(Optional::of);
        });
    }
}
