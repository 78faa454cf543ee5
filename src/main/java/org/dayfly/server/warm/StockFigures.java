package org.dayfly.server.warm;

import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.Key;

/**
 * The warm databases of one kind at one moment.
 *
 * @param source what the databases are copies of; of whole servers, their version; empty: they are no copies, or have
 *     the usual version
 * @param ready how many wait for a client
 * @param making how many are being made
 * @param wanted how many should wait for a client, by what clients asked for before
 * @param waiting how many clients wait
 * @param longest how long a client has waited at most; zero if none waits
 */
public record StockFigures(Optional<Key> source, int ready, int making, int wanted, int waiting, Duration longest) {}
