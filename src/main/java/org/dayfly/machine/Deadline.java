package org.dayfly.machine;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The time until which dayfly waits for another process. The wait polls every 5 ms, because nothing reports changes of
 * that process or its files.
 */
public record Deadline(long nanos) {
    private static final long POLL_MILLIS = 5;

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }

    /** Waits until the condition is true. Returns false if the time is over first. */
    public boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (isOver()) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MachineException("interrupted while waiting for another process", e);
            }
        }
        return true;
    }
}
