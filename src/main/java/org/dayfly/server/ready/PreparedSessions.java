package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dayfly.server.registry.DatabaseName;

/** The warm databases that wait for a client, each with its session if it has one. Safe for use by any thread. */
final class PreparedSessions {
    private static final int FITS = 3;
    private static final int WITHOUT_SESSION = 2;
    private static final int OTHER_LOOP = 1;
    private static final int OTHER_PROFILE = 0;

    private final List<EventLoop> loops;
    private final LongSupplier nanoTime;
    private final Set<DatabaseName> databases = new HashSet<>();
    private final Map<DatabaseName, PreparedSession> sessions = new HashMap<>();

    /** @param loops the event loops of clients */
    PreparedSessions(List<EventLoop> loops, LongSupplier nanoTime) {
        this.loops = loops;
        this.nanoTime = nanoTime;
    }

    synchronized void add(DatabaseName database) {
        databases.add(database);
    }

    synchronized boolean contains(DatabaseName database) {
        return databases.contains(database);
    }

    synchronized List<DatabaseName> databasesWithout() {
        return databases.stream()
                .filter(database -> !sessions.containsKey(database))
                .toList();
    }

    /** Removes a database. If there is a session on the database, the session is the caller's then. */
    synchronized Optional<PreparedSession> remove(DatabaseName database) {
        databases.remove(database);
        return Optional.ofNullable(sessions.remove(database));
    }

    /** How well the session on a database fits a client; the higher, the better. */
    synchronized int suits(DatabaseName database, EventLoop loop, StartupProfile profile) {
        PreparedSession session = sessions.get(database);
        if (session == null) {
            return WITHOUT_SESSION;
        }
        if (session.fits(loop, profile)) {
            return FITS;
        }
        return session.startupProfile().equals(profile) ? OTHER_LOOP : OTHER_PROFILE;
    }

    /** Whether a session that fits a client is open by now. */
    synchronized boolean isOpen(DatabaseName database, EventLoop loop, StartupProfile profile) {
        PreparedSession session = sessions.get(database);
        return session != null && session.fits(loop, profile) && session.isOpen();
    }

    /** Whether a session is open, for whichever client. */
    synchronized boolean isAnyOpen() {
        return sessions.values().stream().anyMatch(PreparedSession::isOpen);
    }

    /**
     * Adds a session, which the caller opens, for a database that has none.
     *
     * @param choice picks the profile of a new session, from the profiles of all other sessions
     * @return empty if the database has a session, or no longer waits, or no profile is worth a session
     */
    synchronized Optional<PreparedSession> begin(
            DatabaseName database, Function<List<StartupProfile>, Optional<StartupProfile>> choice) {
        if (!databases.contains(database) || sessions.containsKey(database)) {
            return Optional.empty();
        }
        List<PreparedSession> others = List.copyOf(sessions.values());
        Optional<PreparedSession> begun = choice.apply(
                        others.stream().map(PreparedSession::startupProfile).toList())
                .map(profile -> new PreparedSession(
                        profile, quietest(profile, others), nanoTime.getAsLong(), new CompletableFuture<>()));
        begun.ifPresent(session -> sessions.put(database, session));
        return begun;
    }

    /**
     * The event loop with the fewest sessions of a profile. The event loops get clients in turn, and a client can only
     * use a session on its own event loop.
     */
    private EventLoop quietest(StartupProfile profile, List<PreparedSession> others) {
        return loops.stream()
                .min(Comparator.comparingLong(loop -> others.stream()
                        .filter(session -> session.fits(loop, profile))
                        .count()))
                .orElseThrow();
    }

    /**
     * Whether an open session of the same profile is at least as old as the ended session. If so, the profile is not
     * the reason for the end.
     */
    synchronized boolean hasOlder(PreparedSession ended) {
        return sessions.values().stream()
                .anyMatch(session -> session.isOpen()
                        && session.startupProfile().equals(ended.startupProfile())
                        && session.since() - ended.since() <= 0);
    }

    /** Removes a session unless a client took it; returns whether the session was there. */
    synchronized boolean forget(DatabaseName database, PreparedSession session) {
        return sessions.remove(database, session);
    }
}
