package org.dayfly.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long one may wait for another process; its files are looked at every few milliseconds, as nothing tells of them. */
public record Deadline(long nanos) {
    private static final long POLL_MILLIS = 5;

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }

    /** Waits until the condition holds; false where it still did not when the time was over. */
    public boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (isOver()) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while waiting for PostgreSQL", e);
            }
        }
        return true;
    }
}
