package org.dayfly;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits until a condition holds, and no longer. After 20 seconds the wait fails with a message that has the condition
 * and the last answer. An exception of the question ends the wait at once.
 */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Eventually() {}

    /** Asks until the condition holds. */
    public static void holds(String what, Callable<Boolean> condition) throws Exception {
        sees(what, true, condition);
    }

    /** Asks until the answer is the expected one. */
    public static <T> void sees(String what, T expected, Callable<T> question) throws Exception {
        matches(what, expected::equals, question);
    }

    /** Asks until the answer is as expected, and returns the answer. */
    public static <T> T matches(String what, Predicate<T> expected, Callable<T> question) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T answer = question.call();
            if (expected.test(answer)) {
                return answer;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(
                        "waited " + PATIENCE.toSeconds() + " s until " + what + "; the last answer was: " + answer);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
