package org.dayfly.server.live;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this proxy on one database, and counts since the database last had no session. Safe for use by any
 * thread.
 *
 * <p>After the last session the object may linger: the registry hears of the rest a moment later, unless another
 * session comes.
 */
public final class DatabaseSessions {
    private final LeaseKind kind;
    private final DatabaseName database;
    private final Set<LiveSession> here = new HashSet<>();
    private CompletableFuture<Void> told = new CompletableFuture<>();
    private @Nullable Farewell farewell;
    private boolean isSource;
    private int opened;
    private int unasked;
    private boolean queried;
    private long lastLeft;

    DatabaseSessions(LeaseKind kind, DatabaseName database) {
        this.kind = kind;
        this.database = database;
    }

    /** Tells the registry that the last session has left. */
    @FunctionalInterface
    public interface Farewell {
        /** Completes, always normally, when the registry knows, or cannot be reached. */
        CompletableFuture<Void> tell(DatabaseSessions last);
    }

    /** Whether the sessions are on a whole server. */
    boolean areOnServer() {
        return kind == LeaseKind.SERVER;
    }

    DatabaseName database() {
        return database;
    }

    /** @param copied whether clients make copies of the database */
    synchronized DatabaseSessions with(LiveSession session, boolean copied) {
        here.add(session);
        isSource |= copied;
        opened++;
        farewell = null;
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
     * Counts a session that joins without asking the registry. Returns false if the registry must be asked: the last
     * session leaves or has left.
     */
    synchronized boolean joinUnasked(long now) {
        if (farewell == null && !stay()) {
            return false;
        }
        unasked++;
        lastLeft = now;
        return true;
    }

    /** Notes that clients make copies of the database: each rest counts from now on. */
    synchronized void copied() {
        isSource = true;
    }

    /** Whether the registry may hear later that the last session has left. */
    synchronized boolean mayLinger() {
        return !isSource;
    }

    /** Lingers from now on: the last session has left, and the registry is told later. */
    synchronized void linger(Farewell last, long now) {
        farewell = last;
        lastLeft = now;
        told.complete(null);
        told = new CompletableFuture<>();
    }

    /** Whether the last session has left, and the registry is yet to be told. */
    synchronized boolean lingers() {
        return farewell != null;
    }

    /** Ends to linger: the registry is told now, by the result. Empty if the object does not linger. */
    synchronized Optional<Farewell> endLinger() {
        Optional<Farewell> last = Optional.ofNullable(farewell);
        farewell = null;
        return last;
    }

    /** When the last session left, or the last one was let in. */
    synchronized long lastLeft() {
        return lastLeft;
    }

    /**
     * Completes when the registry knows that the sessions are gone, or when the object lingers, if all sessions are
     * gone or about to go; otherwise at once.
     */
    synchronized CompletableFuture<Void> settled() {
        return farewell == null && here.stream().allMatch(LiveSession::leaving)
                ? told
                : CompletableFuture.completedFuture(null);
    }

    /** Notes that the registry knows that the last session has ended, or cannot be reached. */
    synchronized void told() {
        told.complete(null);
    }

    /** How many sessions were opened. */
    public synchronized int opened() {
        return opened;
    }

    /** How many sessions were opened if only one is left; otherwise negative. */
    synchronized int lone() {
        return here.size() == 1 ? opened : -1;
    }

    /** How many of these sessions the registry has not counted. */
    public synchronized int unasked() {
        return unasked;
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
