package org.dayfly.server.drop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.registry.DatabaseName;

/** What the reaper asks of, and tells, the sessions that this proxy has open; safe for use by any thread. */
public interface LiveSessions {
    /**
     * Databases with a session here, and how long ago one of those sessions was opened or busy last: zero for one that
     * is busy now. The same use is told at each call, so that none is lost where the registry cannot be told.
     */
    Map<DatabaseName, Duration> used();

    /** Whether a session is open here on a database. */
    boolean isOn(DatabaseName database);

    /** Ends the sessions on a database that was taken out of service; completes when their connections are closed. */
    CompletionStage<Void> end(DatabaseName database, ClientError why);
}
