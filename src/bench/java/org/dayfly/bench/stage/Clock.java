package org.dayfly.bench.stage;

import java.time.Instant;

/** The wall clock, which is the same for PostgreSQL on this machine. */
public final class Clock {
    private Clock() {}

    public static long now() {
        return System.currentTimeMillis();
    }

    public static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    public static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
