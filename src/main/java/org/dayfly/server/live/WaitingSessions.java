package org.dayfly.server.live;

import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.DatabaseName;

/** Sessions that had a client, and wait for the next one. Safe for use by any thread. */
public interface WaitingSessions {
    /** Whether a session waits on a database. */
    boolean isOn(DatabaseName database);

    /**
     * No client has a session on a database any more. The server tells the sessions that wait there from those of
     * clients from now on, and has counted their changes. Completes, always normally, when this is so.
     */
    CompletableFuture<Void> rest(DatabaseName database);

    /**
     * Ends the sessions that wait on a database, so that it can be copied or dropped. Completes, always normally, when
     * the server has ended the sessions, or has taken too long.
     */
    CompletableFuture<Void> giveUp(DatabaseName database);
}
