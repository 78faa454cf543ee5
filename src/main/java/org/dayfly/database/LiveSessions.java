package org.dayfly.database;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.dayfly.protocol.ClientError;

/** What the reaper asks of, and tells, the sessions that this proxy has open; safe for use by any thread. */
public interface LiveSessions {
    /**
     * Databases with a session here that was opened, or busy, since the last call, and how long ago the last such moment
     * was: zero for one that is busy now.
     */
    Map<DatabaseName, Duration> used();

    /** Ends the sessions on a database that was taken out of service; completes when their connections are closed. */
    CompletionStage<Void> end(DatabaseName database, ClientError why);
}
