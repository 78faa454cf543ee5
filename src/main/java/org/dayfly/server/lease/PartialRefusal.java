package org.dayfly.server.lease;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.FutureFailure;

/**
 * A refusal that applies only to some of the clients that wait for one database. The cause is the error for a refused
 * client.
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

    /** A refusal because the new database has no base. */
    static PartialRefusal byOrigin(Allocation refused, ClientError refusal) {
        return new PartialRefusal(refusal, refused::sharesOrigin);
    }

    /** A refusal by a limit of all databases. If a reset fails, clients can still join the database of the key. */
    static PartialRefusal byRoom(Allocation refused, ClientError refusal) {
        return new PartialRefusal(refusal, refused::sharesManner);
    }

    /** Whether the failure of another client's allocation applies to this allocation too. */
    static boolean concerns(Throwable failure, Allocation allocation) {
        if (failure instanceof PartialRefusal refusal) {
            return refusal.concerns.test(allocation);
        }
        return !(FutureFailure.cause(failure) instanceof CancellationException); // the other client left
    }
}
