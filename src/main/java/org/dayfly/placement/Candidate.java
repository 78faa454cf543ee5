package org.dayfly.placement;

import java.util.concurrent.CompletableFuture;
import org.dayfly.server.Server;

/**
 * A server that new databases may be made on.
 *
 * @param room how full the server is
 * @param health whether the server can be reached
 */
record Candidate(Server server, Room room, Health health) {
    /** Asks the server, unless it cannot be reached. */
    CompletableFuture<Placed> ask(Question question) {
        return health.attempt(() -> question.placed(server), Candidate::discard).thenApply(placed -> {
            if (placed.lease().fresh()) {
                room.took();
            }
            return placed;
        });
    }

    /** Drops a database that no client has heard of, unless another session is on it. */
    static CompletableFuture<Void> discard(Placed placed) {
        return placed.server().databases().left(placed.lease().name(), false, 1);
    }
}
