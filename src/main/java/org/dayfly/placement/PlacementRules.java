package org.dayfly.placement;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What decides between servers, beside the servers themselves.
 *
 * @param lostAfter how long a server must be lost until its keys may get databases on other servers, read again for
 *     each request; zero: never
 * @param random chooses between servers; safe for use by any thread
 * @param nanoTime a clock that runs on
 */
public record PlacementRules(Supplier<Duration> lostAfter, RandomGenerator random, LongSupplier nanoTime) {}
