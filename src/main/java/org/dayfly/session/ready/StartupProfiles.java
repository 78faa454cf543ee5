package org.dayfly.session.ready;

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
final class StartupProfiles {
    private static final int REMEMBERED = 32;

    /** A habit that failed so often in a row, which takes two minutes, is forgotten. */
    private static final int HOPELESS = 8;

    private final Deque<StartupProfile> recent = new ArrayDeque<>();
    private final Backoff<StartupProfile> backoff;

    StartupProfiles(LongSupplier nanoTime) {
        this.backoff = new Backoff<>(nanoTime, HOPELESS);
    }

    /** Takes note of how a client came that has its session. */
    synchronized void learn(StartupProfile startupProfile) {
        if (backoff.hopeless(startupProfile)) {
            return;
        }
        recent.addFirst(startupProfile);
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
    synchronized Optional<StartupProfile> next(Collection<StartupProfile> prepared) {
        return new HashSet<>(recent)
                .stream()
                        .filter(startupProfile -> !backoff.rests(startupProfile))
                        .max(Comparator.comparing((StartupProfile startupProfile) -> !backoff.doubtful(startupProfile))
                                .thenComparingDouble(
                                        startupProfile -> (double) Collections.frequency(recent, startupProfile)
                                                / (1 + Collections.frequency(prepared, startupProfile))));
    }

    /**
     * Takes note that a session could not be kept ready for a habit.
     *
     * @return how long the habit rests
     */
    synchronized Duration failed(StartupProfile startupProfile, long begun) {
        Duration rest = backoff.failed(startupProfile, begun);
        if (backoff.hopeless(startupProfile)) {
            recent.removeIf(startupProfile::equals);
        }
        return rest;
    }

    /** Takes note that a client got a session that was ready for its habit. */
    synchronized void worked(StartupProfile startupProfile) {
        backoff.forget(startupProfile);
    }
}
