package org.dayfly.server.ready;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.Inquiry;

/**
 * Finds out whether a session has the settings that a new session would get ({@link SessionReset}).
 *
 * <p>The versions of the settings are rows, and to read them costs the server more than a reset. But nobody has
 * committed anything between two snapshots whose texts are the same: the text holds the first transaction that has not
 * yet begun, and all that are under way. So the snapshot alone is enough on a server where nobody writes. Where others
 * write, the snapshot would be asked for in vain, so the versions are asked for at once. Safe for use by any thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT">PostgreSQL,
 *     Transaction ID and Snapshot Information Functions</a>
 */
final class SettingsCheck {
    /** The text of the newest snapshot, or nothing. */
    private String newest = "";

    /** Whether the answer before the newest had the same snapshot. */
    private boolean isRepeated;

    /** The versions that are known to be those of the newest snapshot. */
    private final Set<String> current = new HashSet<>();

    /**
     * Asks a session whether its settings are still those of its database and its role.
     *
     * @param before what the session does before, in the same round trip
     * @return fails if the server gives other answers than expected
     */
    CompletableFuture<Boolean> isCurrent(BackendSession session, Inquiry.Step... before) {
        String versions = versionsIn(session.rehearsed());
        if (!mayLast(versions)) {
            return IdleSession.ask(session, inquiry(SessionReset.ASK_VERSIONS, before))
                    .thenApply(answer -> isSeen(answer, versions));
        }
        return IdleSession.ask(session, inquiry(SessionReset.ASK_SNAPSHOT, before))
                .thenCompose(snapshot -> lasts(snapshot, versions)
                        ? CompletableFuture.completedFuture(true)
                        : IdleSession.ask(session, inquiry(SessionReset.ASK_VERSIONS))
                                .thenApply(answer -> isSeenNow(answer, versions)));
    }

    private static Inquiry inquiry(Inquiry.Step last, Inquiry.Step... before) {
        return new Inquiry(Stream.concat(Stream.of(before), Stream.of(last)).toList());
    }

    private synchronized boolean mayLast(String versions) {
        return isRepeated && current.contains(versions);
    }

    private synchronized boolean lasts(String answer, String versions) {
        see(snapshotIn(answer));
        return current.contains(versions);
    }

    /** Two answers of one check are no sign that nobody writes. */
    private synchronized boolean isSeenNow(String answer, String versions) {
        boolean seen = isSeen(answer, versions);
        isRepeated = false;
        return seen;
    }

    private synchronized boolean isSeen(String answer, String versions) {
        see(snapshotIn(answer));
        String seen = versionsIn(answer);
        current.add(seen);
        return seen.equals(versions);
    }

    private void see(String snapshot) {
        isRepeated = snapshot.equals(newest);
        if (!isRepeated) {
            newest = snapshot;
            current.clear();
        }
    }

    private static String snapshotIn(String answer) {
        return answer.substring(0, answer.indexOf(' '));
    }

    private static String versionsIn(String answer) {
        return answer.substring(answer.indexOf(' ') + 1);
    }
}
