package org.dayfly.server.lease;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.dayfly.protocol.ClientError;

/**
 * A refusal that concerns some of the clients that wait for one database and says nothing about the others. The cause
 * is what the refused client is told.
 */
final class PartialRefusal extends CompletionException {
    private static final long serialVersionUID = 1L;

    private final transient Predicate<Allocation> concerns;

    private PartialRefusal(ClientError refusal, Predicate<Allocation> concerns) {
        super(refusal);
        this.concerns = concerns;
    }

    /** A refusal by a limit of the client's address. */
    static PartialRefusal byAddress(Allocation refused, ClientError refusal) {
        return new PartialRefusal(refusal, refused::sharesAddress);
    }

    /** A refusal because there is nothing for the database to begin with. */
    static PartialRefusal byOrigin(Allocation refused, ClientError refusal) {
        return new PartialRefusal(refusal, refused::sharesOrigin);
    }

    /** A refusal by a limit that holds for all: where a reset fails, the database that is there can still be joined. */
    static PartialRefusal byRoom(Allocation refused, ClientError refusal) {
        return new PartialRefusal(refusal, refused::sharesManner);
    }

    /** Whether the failure of another client's wish is the answer to this wish too. */
    static boolean concerns(Throwable failure, Allocation allocation) {
        if (failure instanceof PartialRefusal refusal) {
            return refusal.concerns.test(allocation);
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return !(cause instanceof CancellationException); // the other client left
    }
}
