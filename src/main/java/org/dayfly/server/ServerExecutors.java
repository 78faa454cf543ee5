package org.dayfly.server;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The executors whose threads wait for PostgreSQL.
 *
 * @param workers run the work that a client waits for
 * @param preparers run, a few tasks at a time, the work that a client seldom waits for
 * @param makers run CREATE DATABASE
 * @param handOut one thread, which hands out databases
 * @param timer starts short tasks at intervals; the creator of the timer shuts it down
 */
public record ServerExecutors(
        Executor workers, Executor preparers, Makers makers, Executor handOut, ScheduledExecutorService timer) {
    /**
     * The threads that make databases.
     *
     * @param count the number of databases at once with which a server makes databases fastest
     */
    public record Makers(Executor threads, int count) {}
}
