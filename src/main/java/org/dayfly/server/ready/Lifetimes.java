package org.dayfly.server.ready;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How long a session may wait for its client: not longer than the session's {@code idle_session_timeout}, and not
 * longer than earlier sessions waited until the server, or a device in between, ended them. dayfly closes a session at
 * half of this time, so that no client gets a session that is about to end. Safe for use by any thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html">PostgreSQL, 19.11 Client Connection
 *     Defaults</a>
 */
final class Lifetimes {
    /** Servers, and devices in between, end sessions that are idle for long. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** The settings of a server may have changed by then. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** The most startup profiles; the oldest profile is forgotten first. */
    private static final int MOST = 100;

    private final LongSupplier nanoTime;
    private final Map<StartupProfile, Ended> byProfile = new LinkedHashMap<>();

    Lifetimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Ended(Duration age, long at) {}

    /** Notes that the server ended a waiting session. */
    synchronized void ended(StartupProfile startupProfile, Duration age) {
        Ended last = byProfile.remove(startupProfile);
        long now = nanoTime.getAsLong();
        boolean shorter = last == null || age.compareTo(last.age()) < 0 || isOld(last, now);
        byProfile.put(startupProfile, shorter ? new Ended(age, now) : last);
        if (byProfile.size() > MOST) {
            byProfile.remove(byProfile.keySet().iterator().next());
        }
    }

    /**
     * How long a session of a startup profile waits at most.
     *
     * @param idleTimeout how long the server lets the session be idle; zero: for ever
     */
    synchronized Duration of(StartupProfile startupProfile, Optional<Duration> idleTimeout) {
        Ended last = byProfile.get(startupProfile);
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
