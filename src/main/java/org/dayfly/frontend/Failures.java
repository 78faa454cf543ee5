package org.dayfly.frontend;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts wrong passwords, and how many of them wait for their answer. Safe for use by any thread. */
final class Failures {
    /** How many passwords may fail without a delay, because people make mistakes. */
    private static final int FREE = 3;

    private static final Duration FIRST = Duration.ofMillis(100);

    /** Shorter than the deadline for a login. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** How long a wrong password counts as waiting at least, even if it is answered at once. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private int count;
    private final Deque<Long> waitingUntil = new ArrayDeque<>();

    /**
     * Adds a wrong password.
     *
     * @param now in nanoseconds, as in all methods
     * @return the delay after which the password may be answered
     */
    synchronized Duration add(long now) {
        count++;
        int doubled = Math.min(count - FREE - 1, Integer.SIZE - 2);
        Duration delay = doubled < 0 ? Duration.ZERO : shorter(FIRST.multipliedBy(1L << doubled), LONGEST);
        hold(now, delay);
        return delay;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Counts a wrong password as waiting for this long. */
    synchronized void hold(long now, Duration delay) {
        waitingUntil.add(now + (delay.compareTo(LEAST) < 0 ? LEAST : delay).toNanos());
    }

    /** How many wrong passwords wait. */
    synchronized int waiting(long now) {
        waitingUntil.removeIf(until -> until - now <= 0);
        return waitingUntil.size();
    }

    /** The time until fewer wrong passwords wait. */
    synchronized Duration untilFewer(long now) {
        long least = waitingUntil.stream().mapToLong(until -> until - now).min().orElse(0);
        return Duration.ofNanos(Math.max(0, least));
    }
}
