package org.dayfly.bench.soak;

import java.time.Instant;

/** The wall clock, which is the same for PostgreSQL on this machine. */
final class Clock {
    private Clock() {}

    static long now() {
        return System.currentTimeMillis();
    }

    static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
