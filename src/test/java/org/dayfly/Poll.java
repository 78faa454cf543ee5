package org.dayfly;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come soon. */
final class Poll {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private Poll() {}

    /** Asks again and again until the answer is yes. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still not so: " + what);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
