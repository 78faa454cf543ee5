package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;

/**
 * A session that is open ahead of its client, or about to be.
 *
 * @param since when dayfly began to open it
 */
record PreparedSession(
        StartupProfile startupProfile, EventLoop loop, long since, CompletableFuture<BackendSession> session) {
    boolean fits(EventLoop clients, StartupProfile its) {
        return loop == clients && startupProfile.equals(its);
    }

    boolean isOpen() {
        return session.isDone() && !session.isCompletedExceptionally();
    }

    /** Closes the session now, or as soon as it is open, because no client needs it any more. */
    void close() {
        if (!session.cancel(false)) {
            session.thenAccept(open -> loop.execute(open::close));
        }
    }
}
