package org.dayfly.server;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Whose threads wait for PostgreSQL.
 *
 * @param workers do what a client waits for
 * @param preparers do, a few at a time, what none waits for as a rule
 * @param makers make databases
 * @param handOut one thread, which hands them out
 * @param timer tells the time; whoever made it shuts it down
 */
public record ServerExecutors(
        Executor workers, Executor preparers, Makers makers, Executor handOut, ScheduledExecutorService timer) {
    /**
     * Those who make databases.
     *
     * @param count as many as a server is fastest with
     */
    public record Makers(Executor threads, int count) {}
}
