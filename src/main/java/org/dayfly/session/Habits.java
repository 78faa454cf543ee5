package org.dayfly.session;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;

/** The habits of recent clients, by which those of the next ones are guessed; safe for use by any thread. */
final class Habits {
    private static final int REMEMBERED = 32;

    private final Deque<Habit> recent = new ArrayDeque<>();

    synchronized void learn(Habit habit) {
        recent.addFirst(habit);
        if (recent.size() > REMEMBERED) {
            recent.removeLast();
        }
    }

    /**
     * The habit that the next session should be opened for, so that all of them are in proportion to the clients of late.
     *
     * @param prepared the habits that sessions are open for already
     * @return empty if nobody came as yet
     */
    synchronized Optional<Habit> next(Collection<Habit> prepared) {
        return new HashSet<>(recent)
                .stream()
                        .max(Comparator.comparingDouble(habit -> (double) Collections.frequency(recent, habit)
                                / (1 + Collections.frequency(prepared, habit))));
    }
}
