package org.dayfly.server.ready;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.dayfly.config.KeptSettings;
import org.dayfly.server.registry.DatabaseName;

/** The sessions that wait for another client, and those that are being reset for it. Safe for use by any thread. */
final class KeptStore {
    /** The session that waits longest is first. */
    private final Set<KeptSession> waiting = new LinkedHashSet<>();

    private final Set<Reset> resets = new HashSet<>();

    /** A reset that is under way. Two resets are never equal. */
    static final class Reset {
        private final DatabaseName database;

        private Reset(DatabaseName database) {
            this.database = database;
        }
    }

    synchronized Reset begin(DatabaseName database) {
        Reset begun = new Reset(database);
        resets.add(begun);
        return begun;
    }

    /** Ends a reset. Returns false if the database was given up since the reset began. */
    synchronized boolean end(Reset begun) {
        return resets.remove(begun);
    }

    /**
     * Adds a session.
     *
     * @return the sessions that wait longest, beyond the limits; they are the caller's now
     */
    synchronized List<KeptSession> add(KeptSession kept, KeptSettings most) {
        waiting.add(kept);
        List<KeptSession> there = waiting.stream()
                .filter(each -> each.database().equals(kept.database()))
                .toList();
        List<KeptSession> tooMany = new ArrayList<>(there.subList(0, Math.max(0, there.size() - most.perDatabase())));
        tooMany.forEach(waiting::remove);
        List<KeptSession> all = List.copyOf(waiting);
        tooMany.addAll(all.subList(0, Math.max(0, all.size() - most.max())));
        tooMany.forEach(waiting::remove);
        return tooMany;
    }

    /** Removes a session. Returns false if the session has gone to a client, or was removed. */
    synchronized boolean remove(KeptSession kept) {
        return waiting.remove(kept);
    }

    /** Removes the session that has waited least of those that fit a client. */
    synchronized Optional<KeptSession> take(DatabaseName database, SessionShape shape) {
        Optional<KeptSession> fit =
                waiting.stream().filter(each -> each.fits(database, shape)).reduce((older, newer) -> newer);
        fit.ifPresent(waiting::remove);
        return fit;
    }

    /** Removes sessions. */
    synchronized Collection<KeptSession> removeAll(Predicate<KeptSession> which) {
        List<KeptSession> removed = waiting.stream().filter(which).toList();
        removed.forEach(waiting::remove);
        return removed;
    }

    /** Removes the sessions of a database. Sessions of the database that are being reset do not wait afterwards. */
    synchronized Collection<KeptSession> giveUp(Predicate<DatabaseName> which) {
        resets.removeIf(each -> which.test(each.database));
        return removeAll(each -> which.test(each.database()));
    }

    synchronized boolean isOn(DatabaseName database) {
        return waiting.stream().anyMatch(each -> each.database().equals(database));
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }
}
