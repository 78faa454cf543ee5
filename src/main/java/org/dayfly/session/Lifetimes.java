package org.dayfly.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long a session may wait for its client, learned from sessions that the server ended while they waited, as {@code
 * idle_session_timeout} does. A session is given up at half of that time, so that no client gets one that is about to end. Safe
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
    private final Map<Habit, Ended> byHabit = new LinkedHashMap<>();

    Lifetimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Ended(Duration age, long at) {}

    /** Notes that the server ended a session that waited. */
    synchronized void ended(Habit habit, Duration age) {
        Ended last = byHabit.remove(habit);
        long now = nanoTime.getAsLong();
        boolean shorter = last == null || age.compareTo(last.age()) < 0 || isOld(last, now);
        byHabit.put(habit, shorter ? new Ended(age, now) : last);
        if (byHabit.size() > MOST) {
            byHabit.remove(byHabit.keySet().iterator().next());
        }
    }

    /** How long a session of a habit waits at most. */
    synchronized Duration of(Habit habit) {
        Ended last = byHabit.get(habit);
        if (last == null || isOld(last, nanoTime.getAsLong())) {
            return LONGEST;
        }
        Duration half = last.age().dividedBy(2);
        return half.compareTo(LONGEST) < 0 ? half : LONGEST;
    }

    private static boolean isOld(Ended last, long now) {
        return now - last.at() >= REMEMBERED.toNanos();
    }
}
