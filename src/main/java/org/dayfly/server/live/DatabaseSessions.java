package org.dayfly.server.live;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.DatabaseName;

/**
 * The sessions of this proxy on one database, and counts since the database last had no session. Safe for use by any
 * thread.
 */
public final class DatabaseSessions {
    private final DatabaseName database;
    private final Set<LiveSession> here = new HashSet<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private int opened;
    private boolean queried;

    DatabaseSessions(DatabaseName database) {
        this.database = database;
    }

    DatabaseName database() {
        return database;
    }

    synchronized DatabaseSessions with(LiveSession session) {
        here.add(session);
        opened++;
        return this;
    }

    /** Removes a session; returns whether no session is left. */
    synchronized boolean without(LiveSession session) {
        here.remove(session);
        queried |= session.queried();
        return here.isEmpty();
    }

    synchronized Set<LiveSession> here() {
        return Set.copyOf(here);
    }

    /** Whether a session is there that is not about to go. */
    synchronized boolean stay() {
        return here.stream().anyMatch(session -> !session.leaving());
    }

    /**
     * Completes when the registry knows that the sessions are gone, if all are gone or about to go; otherwise at once.
     */
    synchronized CompletableFuture<Void> settled() {
        return here.stream().allMatch(LiveSession::leaving) ? told : CompletableFuture.completedFuture(null);
    }

    /** Notes that the registry knows that the last session has ended, or cannot be reached. */
    void told() {
        told.complete(null);
    }

    /** How many sessions were opened. */
    public synchronized int opened() {
        return opened;
    }

    /** Whether a session that has left had sent a query. */
    public synchronized boolean queried() {
        return queried;
    }

    /**
     * When a session was last opened or busy, in nanoseconds of the clock of {@code now}; empty if there is no session.
     */
    synchronized OptionalLong lastUsed(long now) {
        return here.stream().mapToLong(session -> session.lastUsed(now)).max();
    }
}
