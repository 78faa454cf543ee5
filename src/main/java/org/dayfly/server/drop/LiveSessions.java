package org.dayfly.server.drop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.registry.DatabaseName;

/** The sessions that this proxy has open, for the reaper. Safe for use by any thread. */
public interface LiveSessions {
    /**
     * How a database is used.
     *
     * @param ago how long ago a session was last opened or busy; zero for a session that is busy now
     * @param sessions how many sessions of clients are open
     */
    record Use(Duration ago, int sessions) {}

    /**
     * The databases on which this proxy has a session. Each call reports the same use again, so that no use is lost if
     * the registry is unreachable.
     */
    Map<DatabaseName, Use> used();

    /** Whether this proxy has a session open on a database, for a client or waiting for a client. */
    boolean isOn(DatabaseName database);

    /**
     * Ends this proxy's sessions on a database that was taken out of service. Completes when their connections are
     * closed.
     */
    CompletionStage<Void> end(DatabaseName database, ClientError why);

    /**
     * Ends this proxy's sessions on a database that wait for a client. Completes, always normally, when the server has
     * ended them.
     */
    CompletableFuture<Void> endWaiting(DatabaseName database);
}
