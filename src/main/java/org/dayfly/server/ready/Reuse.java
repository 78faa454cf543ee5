package org.dayfly.server.ready;

import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;

/** Where a session goes when its client has ended it: it is reset, and waits for another client. */
@FunctionalInterface
public interface Reuse {
    /**
     * Takes a session whose handlers are removed. Called on the session's event loop.
     *
     * @return completes, always normally, when the session waits or is closed
     */
    CompletableFuture<Void> of(BackendSession session);
}
