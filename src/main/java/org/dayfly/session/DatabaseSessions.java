package org.dayfly.session;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The sessions of this proxy on one database, and those that were there since nobody was; safe for any thread. */
final class DatabaseSessions {
    private final Set<Session> here = new HashSet<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private int opened;
    private boolean queried;

    synchronized DatabaseSessions with(Session session) {
        here.add(session);
        opened++;
        return this;
    }

    /** Lets one go; whether nobody is left. */
    synchronized boolean without(Session session) {
        here.remove(session);
        queried |= session.traffic().queried();
        return here.isEmpty();
    }

    synchronized Set<Session> here() {
        return Set.copyOf(here);
    }

    /** Completes when the registry knows that they are gone, if they are or are about to go; else at once. */
    synchronized CompletableFuture<Void> settled() {
        return here.stream().allMatch(Session::leaving) ? told : CompletableFuture.completedFuture(null);
    }

    /** The registry has heard that the last of them left, or cannot. */
    void told() {
        told.complete(null);
    }

    /** How many there were. */
    synchronized int opened() {
        return opened;
    }

    /** Whether one that has gone had sent a query. */
    synchronized boolean queried() {
        return queried;
    }

    /**
     * When one of them was opened or busy last, in nanoseconds of the clock of {@code now}; empty if nobody is here.
     */
    synchronized OptionalLong lastUsed(long now) {
        return here.stream()
                .mapToLong(session -> session.traffic().lastUsed(now))
                .max();
    }
}
