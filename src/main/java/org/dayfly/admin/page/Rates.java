package org.dayfly.admin.page;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts one kind of event in steps of time, as far back as the chart goes. Safe for use by any thread. */
final class Rates {
    static final Duration STEP = Duration.ofSeconds(5);
    static final int STEPS = 120;

    private final LongSupplier nanoTime;
    private final long begun;
    private final long[] counts = new long[STEPS];
    private long step;

    /** @param nanoTime a clock that runs on */
    Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    synchronized void add() {
        counts[advance()]++;
    }

    /** Empties the steps that have passed without an event; returns the place of the present step. */
    private int advance() {
        long now = (nanoTime.getAsLong() - begun) / STEP.toNanos();
        for (long next = Math.max(step + 1, now - STEPS + 1); next <= now; next++) {
            counts[(int) (next % STEPS)] = 0;
        }
        step = now;
        return (int) (now % STEPS);
    }

    /** The counts from the oldest step to the present one, which is not over. */
    synchronized long[] counts() {
        int present = advance();
        long[] ordered = new long[STEPS];
        for (int index = 0; index < STEPS; index++) {
            ordered[index] = counts[(present + 1 + index) % STEPS];
        }
        return ordered;
    }
}
