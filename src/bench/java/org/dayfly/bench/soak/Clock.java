package org.dayfly.bench.soak;

import java.time.Instant;

/** Wall-clock time, which PostgreSQL on the same machine shares. */
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
