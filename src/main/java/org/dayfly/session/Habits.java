package org.dayfly.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The habits of recent clients, by which those of the next ones are guessed. A habit that no session can be kept ready
 * for rests, and is forgotten at last. Safe for use by any thread.
 */
final class Habits {
    private static final int REMEMBERED = 32;

    /** A habit that failed so often in a row, which takes two minutes, is forgotten. */
    private static final int HOPELESS = 8;

    private final Deque<Habit> recent = new ArrayDeque<>();
    private final Setbacks<Habit> setbacks;

    Habits(LongSupplier nanoTime) {
        this.setbacks = new Setbacks<>(nanoTime, HOPELESS);
    }

    /** Takes note of how a client came that has its session. */
    synchronized void learn(Habit habit) {
        if (setbacks.hopeless(habit)) {
            return;
        }
        recent.addFirst(habit);
        if (recent.size() > REMEMBERED) {
            recent.removeLast();
        }
    }

    /**
     * The habit that the next session should be opened for, so that all of them are in proportion to the clients of
     * late.
     *
     * @param prepared the habits that sessions are open for already
     * @return empty if there is none for which one can be opened now
     */
    synchronized Optional<Habit> next(Collection<Habit> prepared) {
        return new HashSet<>(recent)
                .stream()
                        .filter(habit -> !setbacks.rests(habit))
                        .max(Comparator.comparing((Habit habit) -> !setbacks.doubtful(habit))
                                .thenComparingDouble(habit -> (double) Collections.frequency(recent, habit)
                                        / (1 + Collections.frequency(prepared, habit))));
    }

    /**
     * Takes note that a session could not be kept ready for a habit.
     *
     * @return how long the habit rests
     */
    synchronized Duration failed(Habit habit, long begun) {
        Duration rest = setbacks.failed(habit, begun);
        if (setbacks.hopeless(habit)) {
            recent.removeIf(habit::equals);
        }
        return rest;
    }

    /** Takes note that a client got a session that was ready for its habit. */
    synchronized void worked(Habit habit) {
        setbacks.forget(habit);
    }
}
