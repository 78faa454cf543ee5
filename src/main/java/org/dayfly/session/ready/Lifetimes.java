package org.dayfly.session.ready;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How long a session may wait for its client: by its {@code idle_session_timeout}, and by sessions that the server, or what is
 * between, ended while they waited. A session is given up at half of that time, so that no client gets one that is about to end. Safe
 * for use by any thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html">PostgreSQL, 19.11 Client Connection
 *     Defaults</a>
 */
final class Lifetimes {
    /** Servers, and what is between, end sessions that rest for long. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** A server's settings may have changed by then. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** The eldest are forgotten first. */
    private static final int MOST = 100;

    private final LongSupplier nanoTime;
    private final Map<StartupProfile, Ended> byHabit = new LinkedHashMap<>();

    Lifetimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Ended(Duration age, long at) {}

    /** Notes that the server ended a session that waited. */
    synchronized void ended(StartupProfile startupProfile, Duration age) {
        Ended last = byHabit.remove(startupProfile);
        long now = nanoTime.getAsLong();
        boolean shorter = last == null || age.compareTo(last.age()) < 0 || isOld(last, now);
        byHabit.put(startupProfile, shorter ? new Ended(age, now) : last);
        if (byHabit.size() > MOST) {
            byHabit.remove(byHabit.keySet().iterator().next());
        }
    }

    /**
     * How long a session of a habit waits at most.
     *
     * @param idleTimeout what the server says that it lets the session rest; zero: for ever
     */
    synchronized Duration of(StartupProfile startupProfile, Optional<Duration> idleTimeout) {
        Ended last = byHabit.get(startupProfile);
        Stream<Duration> learned =
                last == null || isOld(last, nanoTime.getAsLong()) ? Stream.empty() : Stream.of(last.age());
        return Stream.concat(learned, idleTimeout.filter(it -> !it.isZero()).stream())
                .map(age -> age.dividedBy(2))
                .reduce(LONGEST, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    private static boolean isOld(Ended last, long now) {
        return now - last.at() >= REMEMBERED.toNanos();
    }
}
