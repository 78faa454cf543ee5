package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this proxy, by database, by key, and by the process id that cancels them. Safe for use by any thread.
 */
public final class OpenSessions implements LiveSessions {
    private final LongSupplier nanoTime;
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private final Map<DatabaseName, DatabaseSessions> byDatabase = new ConcurrentHashMap<>();
    /** Sessions that have ended, until the registry has heard of their end. */
    private final Map<DatabaseName, DatabaseSessions> gone = new ConcurrentHashMap<>();

    private final Map<Key, DatabaseSessions> byKey = new ConcurrentHashMap<>();
    private final Map<Integer, Set<Session>> byPid = new ConcurrentHashMap<>();
    private volatile int max;

    public OpenSessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Sets the limit on the number of sessions from now on. Open sessions stay.
     *
     * @param max 0: no limit
     */
    public void limit(int max) {
        this.max = max;
    }

    /**
     * Begins a session.
     *
     * @param departed is told when the session ends, and answers when the registry has heard of the end
     * @throws ClientError 53300 if there are too many sessions
     */
    Session enter(Client client, Function<Session, CompletionStage<?>> departed) {
        Session session = new Session(client, new Traffic(nanoTime), departed);
        int most = max;
        synchronized (all) {
            // Counted before the session is added: if two clients arrive at once for one place, one client gets it.
            if (most > 0 && all.size() >= most) {
                throw ClientError.of(
                                SqlState.TOO_MANY_CONNECTIONS, "all " + most + " sessions of this dayfly are in use")
                        .withHint("close connections that are not needed, or raise limits.sessions");
            }
            all.add(session);
        }
        return session;
    }

    /** Notes that a database was handed out to a session. */
    void arrive(Session session, Lease lease) {
        session.on(lease.name());
        DatabaseSessions there = byDatabase.compute(
                lease.name(), (name, those) -> (those == null ? new DatabaseSessions() : those).with(session));
        lease.key().ifPresent(key -> byKey.put(key, there));
    }

    /** Completes when no session is about to leave a database as its last session. */
    CompletableFuture<Void> settled(DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        return settled(there != null ? there : gone.get(database));
    }

    /** Completes when no session is about to leave the database of a key as its last session. */
    CompletableFuture<Void> settled(Key key) {
        return settled(byKey.get(key));
    }

    private static CompletableFuture<Void> settled(@Nullable DatabaseSessions there) {
        return there == null
                ? CompletableFuture.completedFuture(null)
                : heard(there.here()).thenCompose(heard -> there.settled());
    }

    /** Completes when the bytes that these clients sent until now have been read, including the end of a connection. */
    private static CompletableFuture<Void> heard(Set<Session> sessions) {
        return CompletableFuture.allOf(sessions.stream()
                .map(session -> session.client().loop())
                .distinct()
                .map(OpenSessions::roundOf)
                .toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Completes after a round of a loop. A loop runs scheduled tasks after it has read from all channels with bytes to
     * read.
     */
    private static CompletableFuture<Void> roundOf(EventLoop loop) {
        CompletableFuture<Void> round = new CompletableFuture<>();
        loop.execute(() -> loop.schedule(() -> round.complete(null), 0, TimeUnit.NANOSECONDS));
        return round;
    }

    /** Notes the process id by which a session's queries are canceled. */
    void reachable(Session session) {
        session.pid()
                .ifPresent(pid -> byPid.compute(pid, (key, those) -> {
                    Set<Session> all = those == null ? new CopyOnWriteArraySet<>() : those;
                    all.add(session);
                    return all;
                }));
    }

    /**
     * Removes a session.
     *
     * @return the sessions of its database, if this was the last session there; then the caller has to call {@link
     *     #told}
     */
    Optional<DatabaseSessions> leave(Session session) {
        Optional<DatabaseSessions> last = moveOut(session);
        // Last: until now the session counts as open, and from now on as a session that the registry is yet to hear of.
        all.remove(session);
        return last;
    }

    /** Removes a session that is still opening from its database only. Returns what {@link #leave} returns. */
    Optional<DatabaseSessions> moveOut(Session session) {
        session.pid()
                .ifPresent(pid -> byPid.computeIfPresent(pid, (key, those) -> {
                    those.remove(session);
                    return those.isEmpty() ? null : those;
                }));
        return session.database().flatMap(database -> leave(session, database));
    }

    private Optional<DatabaseSessions> leave(Session session, DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        DatabaseSessions left = byDatabase.computeIfPresent(database, (name, databaseSessions) -> {
            if (!databaseSessions.without(session)) {
                return databaseSessions;
            }
            gone.put(database, databaseSessions);
            return null;
        });
        return left == null ? Optional.ofNullable(there) : Optional.empty();
    }

    /**
     * Notes that the registry has heard of the end of the sessions on a database, or cannot be told. Nobody waits for
     * the registry then.
     */
    void told(DatabaseName database, DatabaseSessions those) {
        gone.remove(database, those);
        byKey.values().remove(those);
        those.told();
    }

    /**
     * Passes a cancel request on to the session that it fits. A request that fits no session is ignored.
     *
     * @return completes when the server has been told
     */
    CompletableFuture<Void> cancel(CancelRequest request) {
        return CompletableFuture.allOf(byPid.getOrDefault(request.pid(), Set.of()).stream()
                .filter(session -> session.answersTo(request))
                .map(Session::cancel)
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public Map<DatabaseName, Duration> used() {
        long now = nanoTime.getAsLong();
        Map<DatabaseName, Duration> used = new HashMap<>();
        byDatabase.forEach((database, there) ->
                there.lastUsed(now).ifPresent(last -> used.put(database, Duration.ofNanos(now - last))));
        return used;
    }

    @Override
    public boolean isOn(DatabaseName database) {
        return byDatabase.containsKey(database);
    }

    @Override
    public CompletionStage<Void> end(DatabaseName database, ClientError why) {
        DatabaseSessions there = byDatabase.get(database);
        return there == null ? CompletableFuture.completedFuture(null) : endAll(there.here(), why);
    }

    /** Ends every session. Completes when the sessions are over. */
    public CompletionStage<Void> endAll(ClientError why) {
        return endAll(all, why);
    }

    private static CompletionStage<Void> endAll(Set<Session> sessions, ClientError why) {
        return CompletableFuture.allOf(sessions.stream()
                .map(session -> session.end(why).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Completes when the sessions that are open now are over. */
    public CompletableFuture<Void> over() {
        return over(all);
    }

    private static CompletableFuture<Void> over(Set<Session> sessions) {
        return CompletableFuture.allOf(sessions.stream()
                .map(session -> session.over().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Completes when the registry has heard of all sessions that have left until now, or cannot be told. */
    public CompletableFuture<Void> told() {
        return CompletableFuture.allOf(
                gone.values().stream().map(DatabaseSessions::settled).toArray(CompletableFuture<?>[]::new));
    }

    public int count() {
        return all.size();
    }
}
