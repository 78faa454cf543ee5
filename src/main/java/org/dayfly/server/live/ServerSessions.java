package org.dayfly.server.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.live.DatabaseSessions.Farewell;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.task.Delays;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this proxy on the databases of one server, by database and by key. Safe for use by any thread.
 *
 * <p>If a session that its client has ended waits on the database for the next client, the database lingers for a
 * moment: the registry hears of the end of the last session only if no other client comes. A database that clients copy
 * does not linger, because a copy has the content of the last rest.
 */
public final class ServerSessions implements LiveSessions {
    /** A client that has to wait for room is asked again after a longer time. */
    static final Duration LINGER = Duration.ofMillis(50);

    private final Delays delays;
    private final WaitingSessions waiting;
    private final Map<DatabaseName, DatabaseSessions> byDatabase = new ConcurrentHashMap<>();
    /** Sessions that have ended, until the registry knows of their end. */
    private final Map<DatabaseName, DatabaseSessions> gone = new ConcurrentHashMap<>();

    private final Map<Key, DatabaseSessions> byKey = new ConcurrentHashMap<>();
    private final LeasesInUse leases;

    /**
     * Knows no sessions yet.
     *
     * @param waiting sessions for whose next client a database lingers
     * @param isShared whether other proxies may use the server, or the registry must know at once for another reason
     */
    public ServerSessions(Delays delays, WaitingSessions waiting, BooleanSupplier isShared) {
        this.delays = delays;
        this.waiting = waiting;
        this.leases = new LeasesInUse(this::databaseOf, this::joinUnasked, isShared, delays.nanoTime());
    }

    /** The leases of the databases that clients use now. */
    public LeasesInUse leases() {
        return leases;
    }

    /** Notes that a database was handed out to a session. */
    public void arrive(LiveSession session, Lease lease) {
        DatabaseSessions there = byDatabase.compute(
                lease.name(),
                (name, those) -> (those == null ? new DatabaseSessions(lease.kind(), name) : those)
                        .with(session, lease.isSource()));
        lease.key().ifPresent(key -> byKey.put(key, there));
    }

    /**
     * Removes a session from its database.
     *
     * @param farewell tells the registry if this was the last session there, now or after a moment
     * @return completes when the registry knows, or if it need not know yet
     */
    public CompletableFuture<Void> leave(LiveSession session, DatabaseName database, Farewell farewell) {
        DatabaseSessions there = byDatabase.get(database);
        DatabaseSessions left = byDatabase.computeIfPresent(database, (name, those) -> {
            if (!those.without(session)) {
                return those;
            }
            if (those.mayLinger() && leases.areTrusted() && waiting.isOn(name)) {
                those.linger(farewell, delays.now());
                return those;
            }
            gone.put(name, those);
            return null;
        });
        if (left != null && left.lingers()) {
            delays.after(LINGER).thenRun(() -> linger(database));
        }
        return left == null && there != null ? tell(there, farewell) : CompletableFuture.completedFuture(null);
    }

    private void linger(DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        if (there != null && there.lingers()) {
            Duration left = LINGER.minusNanos(delays.now() - there.lastLeft());
            if (left.isNegative() || left.isZero()) {
                rest(database);
            } else {
                delays.after(left).thenRun(() -> linger(database));
            }
        }
    }

    /** Lets the registry hear of the end of the last session on a database, if the database lingers. */
    private void rest(DatabaseName database) {
        List<Runnable> telling = new ArrayList<>(1);
        byDatabase.computeIfPresent(database, (name, those) -> {
            Optional<Farewell> farewell = those.endLinger();
            farewell.ifPresent(last -> {
                gone.put(name, those);
                telling.add(() -> tell(those, last));
            });
            return farewell.isPresent() ? null : those;
        });
        telling.forEach(Runnable::run);
    }

    private CompletableFuture<Void> tell(DatabaseSessions last, Farewell farewell) {
        return waiting.rest(last.database())
                .thenCompose(rests -> farewell.tell(last))
                .whenComplete((told, failure) -> told(last));
    }

    /** The registry knows, or cannot be reached. No other session has to wait for the registry any more. */
    private void told(DatabaseSessions those) {
        gone.remove(those.database(), those);
        byKey.values().remove(those);
        those.told();
    }

    /** How many sessions were opened on a database since it last had none. */
    public int opened(DatabaseName database) {
        return Optional.ofNullable(byDatabase.get(database))
                .map(DatabaseSessions::opened)
                .orElse(0);
    }

    /** The same if only one session is left there; otherwise negative. */
    public int lone(DatabaseName database) {
        return Optional.ofNullable(byDatabase.get(database))
                .map(DatabaseSessions::lone)
                .orElse(-1);
    }

    /** Whether a session of this proxy is on a database, and is not about to leave it; false for a whole server. */
    public boolean stayOn(DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        return there != null && there.stay() && !there.areOnServer();
    }

    /** The database of a key, if a session of this proxy is on it and is not about to leave it. */
    public Optional<DatabaseName> stayOn(Key key) {
        return Optional.ofNullable(byKey.get(key))
                .filter(there -> there.stay() && !there.areOnServer())
                .map(DatabaseSessions::database);
    }

    /** The database of a key, if clients of this proxy use it, or used it a moment ago. */
    private Optional<DatabaseName> databaseOf(Key key) {
        return Optional.ofNullable(byKey.get(key)).map(DatabaseSessions::database);
    }

    private boolean joinUnasked(DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        return there != null && there.joinUnasked(delays.now());
    }

    /**
     * Completes when the registry knows the rest of the database of a key, or a session stays there, for a copy of the
     * database. From then on each rest counts.
     */
    public CompletableFuture<Void> rested(Key key) {
        Optional.ofNullable(byKey.get(key)).ifPresent(DatabaseSessions::copied);
        return settled(key).thenCompose(settled -> {
            DatabaseSessions there = byKey.get(key);
            if (there == null) {
                return CompletableFuture.completedFuture(null);
            }
            rest(there.database());
            return there.settled();
        });
    }

    /** Completes when no session is about to leave a database as its last session. */
    public CompletableFuture<Void> settled(DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        return settled(there != null ? there : gone.get(database));
    }

    /** Completes when no session is about to leave the database of a key as its last session. */
    public CompletableFuture<Void> settled(Key key) {
        return settled(byKey.get(key));
    }

    private static CompletableFuture<Void> settled(@Nullable DatabaseSessions there) {
        return there == null
                ? CompletableFuture.completedFuture(null)
                : LoopRounds.heard(there.here()).thenCompose(heard -> there.settled());
    }

    /** Completes when the registry knows of all sessions that have ended until now, or cannot be reached. */
    public CompletableFuture<Void> told() {
        byDatabase.keySet().forEach(this::rest);
        return CompletableFuture.allOf(
                gone.values().stream().map(DatabaseSessions::settled).toArray(CompletableFuture<?>[]::new));
    }

    /** Whether this proxy has no session on the server, and the registry knows of the end of the last one. */
    public boolean isEmpty() {
        return byDatabase.isEmpty() && gone.isEmpty();
    }

    @Override
    public Map<DatabaseName, Use> used() {
        long now = delays.now();
        Map<DatabaseName, Use> used = new HashMap<>();
        byDatabase.forEach((database, there) -> there.lastUsed(now)
                .ifPresent(last -> used.put(
                        database,
                        new Use(Duration.ofNanos(now - last), there.here().size()))));
        return used;
    }

    @Override
    public boolean isOn(DatabaseName database) {
        return byDatabase.containsKey(database) || waiting.isOn(database);
    }

    @Override
    public CompletionStage<Void> end(DatabaseName database, ClientError why) {
        DatabaseSessions there = byDatabase.get(database);
        leases.forget(database);
        rest(database);
        Set<LiveSession> here = there == null ? Set.of() : there.here();
        return CompletableFuture.allOf(Stream.concat(
                        Stream.of(endWaiting(database)),
                        here.stream().map(session -> session.end(why).toCompletableFuture()))
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public CompletableFuture<Void> endWaiting(DatabaseName database) {
        return waiting.giveUp(database);
    }
}
