package org.dayfly.server;

import java.util.concurrent.Executor;
import org.dayfly.server.task.Delays;

/**
 * The executors whose threads wait for PostgreSQL.
 *
 * @param workers run the work that a client waits for
 * @param preparers run, a few tasks at a time, the work that a client seldom waits for
 * @param makers run CREATE DATABASE
 * @param handOut one thread, which hands out databases
 * @param delays start short tasks after a time or at intervals
 */
public record ServerExecutors(Executor workers, Executor preparers, Makers makers, Executor handOut, Delays delays) {
    /**
     * The threads that make databases.
     *
     * @param count the number of databases at once with which a server makes databases fastest
     */
    public record Makers(Executor threads, int count) {}
}
