package org.dayfly.server.ready;

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
 * The startup profiles of recent clients, from which the profiles of the next clients are guessed. If no session can be
 * kept ready for a profile, the profile rests, and is forgotten in the end. Safe for use by any thread.
 */
final class StartupProfiles {
    private static final int REMEMBERED = 32;

    /** A profile that failed this often in a row, which takes two minutes, is forgotten. */
    private static final int HOPELESS = 8;

    private final Deque<StartupProfile> recent = new ArrayDeque<>();
    private final Backoff<StartupProfile> backoff;

    StartupProfiles(LongSupplier nanoTime) {
        this.backoff = new Backoff<>(nanoTime, HOPELESS);
    }

    /** Notes the startup profile of a client that has got its session. */
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
     * The profile for the next session. It is chosen so that the sessions are in proportion to the recent clients.
     *
     * @param prepared the profiles of the sessions that are open already
     * @return empty if no session can be opened now for any profile
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
     * Notes that a session could not be kept ready for a profile.
     *
     * @return how long the profile rests
     */
    synchronized Duration failed(StartupProfile startupProfile, long begun) {
        Duration rest = backoff.failed(startupProfile, begun);
        if (backoff.hopeless(startupProfile)) {
            recent.removeIf(startupProfile::equals);
        }
        return rest;
    }

    /** Notes that a client got a session that was ready for its profile. */
    synchronized void worked(StartupProfile startupProfile) {
        backoff.forget(startupProfile);
    }
}
