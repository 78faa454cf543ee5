package org.dayfly.database;

import java.util.concurrent.Executor;

/**
 * Whose threads wait for PostgreSQL.
 *
 * @param workers do what a client waits for
 * @param preparers do, a few at a time, what none waits for as a rule
 */
public record Staff(Executor workers, Executor preparers) {}
