package org.dayfly.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.dayfly.database.DatabaseName;
import org.dayfly.database.LiveSessions;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/** The sessions of this proxy, by database and by what cancels them; safe for use by any thread. */
public final class OpenSessions implements LiveSessions {
    private final LongSupplier nanoTime;
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private final Map<DatabaseName, Visitors> byDatabase = new ConcurrentHashMap<>();
    private final Map<Integer, Set<Session>> byPid = new ConcurrentHashMap<>();
    private volatile int max;

    public OpenSessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Sets how many there may be from now on; those that are there stay.
     *
     * @param max 0: no limit
     */
    public void limit(int max) {
        this.max = max;
    }

    /**
     * Begins a session.
     *
     * @param departed hears of its end
     * @throws ClientError 53300 if there are too many
     */
    Session enter(Client client, Consumer<Session> departed) {
        Session session = new Session(client, new Traffic(nanoTime), departed);
        all.add(session);
        int most = max;
        if (most > 0 && all.size() > most) {
            all.remove(session);
            throw ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "all " + most + " sessions of this dayfly are in use")
                    .withHint("close connections that are not needed, or raise limits.sessions");
        }
        return session;
    }

    /** Notes that a database was handed out to a session. */
    void arrive(Session session, DatabaseName database) {
        session.on(database);
        byDatabase.compute(database, (name, there) -> (there == null ? new Visitors() : there).with(session));
    }

    /** Notes what cancels a session's queries. */
    void reachable(Session session) {
        session.pid()
                .ifPresent(pid -> byPid.compute(pid, (key, those) -> {
                    Set<Session> all = those == null ? new CopyOnWriteArraySet<>() : those;
                    all.add(session);
                    return all;
                }));
    }

    /**
     * Lets a session go.
     *
     * @return those who were on its database, if it was the last of them
     */
    Optional<Visitors> leave(Session session) {
        all.remove(session);
        session.pid()
                .ifPresent(pid -> byPid.computeIfPresent(pid, (key, those) -> {
                    those.remove(session);
                    return those.isEmpty() ? null : those;
                }));
        return session.database().flatMap(database -> leave(session, database));
    }

    private Optional<Visitors> leave(Session session, DatabaseName database) {
        Visitors there = byDatabase.get(database);
        Visitors left =
                byDatabase.computeIfPresent(database, (name, visitors) -> visitors.without(session) ? null : visitors);
        return left == null ? Optional.ofNullable(there) : Optional.empty();
    }

    /**
     * Passes a cancel request on to the session that it fits; any other is ignored without a sound.
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
    public CompletionStage<Void> end(DatabaseName database, ClientError why) {
        Visitors there = byDatabase.get(database);
        return there == null ? CompletableFuture.completedFuture(null) : endAll(there.here(), why);
    }

    /** Ends every session; completes when they are over. */
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
        return CompletableFuture.allOf(all.stream()
                .map(session -> session.over().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    public int count() {
        return all.size();
    }
}
