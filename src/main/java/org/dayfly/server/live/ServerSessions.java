package org.dayfly.server.live;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.jspecify.annotations.Nullable;

/** The sessions of this proxy on the databases of one server, by database and by key. Safe for use by any thread. */
public final class ServerSessions implements LiveSessions {
    private final LongSupplier nanoTime;
    private final Map<DatabaseName, DatabaseSessions> byDatabase = new ConcurrentHashMap<>();
    /** Sessions that have ended, until the registry knows of their end. */
    private final Map<DatabaseName, DatabaseSessions> gone = new ConcurrentHashMap<>();

    private final Map<Key, DatabaseSessions> byKey = new ConcurrentHashMap<>();

    public ServerSessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes that a database was handed out to a session. */
    public void arrive(LiveSession session, DatabaseName database, Optional<Key> key) {
        DatabaseSessions there = byDatabase.compute(
                database, (name, those) -> (those == null ? new DatabaseSessions(name) : those).with(session));
        key.ifPresent(its -> byKey.put(its, there));
    }

    /**
     * Removes a session from its database.
     *
     * @return the sessions of the database, if this was the last session there; then the caller has to call {@link
     *     #told}
     */
    public Optional<DatabaseSessions> leave(LiveSession session, DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        DatabaseSessions left = byDatabase.computeIfPresent(database, (name, those) -> {
            if (!those.without(session)) {
                return those;
            }
            gone.put(database, those);
            return null;
        });
        return left == null ? Optional.ofNullable(there) : Optional.empty();
    }

    /**
     * Notes that the registry knows of the end of the sessions on a database, or cannot be reached. No other session
     * has to wait for the registry any more.
     */
    public void told(DatabaseName database, DatabaseSessions those) {
        gone.remove(database, those);
        byKey.values().remove(those);
        those.told();
    }

    /** Whether a session of this proxy is on a database, and is not about to leave it. */
    public boolean stayOn(DatabaseName database) {
        DatabaseSessions there = byDatabase.get(database);
        return there != null && there.stay();
    }

    /** The database of a key, if a session of this proxy is on it and is not about to leave it. */
    public Optional<DatabaseName> stayOn(Key key) {
        return Optional.ofNullable(byKey.get(key))
                .filter(DatabaseSessions::stay)
                .map(DatabaseSessions::database);
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
                : heard(there.here()).thenCompose(heard -> there.settled());
    }

    /** Completes when the bytes that these clients sent until now have been read, including the end of a connection. */
    private static CompletableFuture<Void> heard(Collection<LiveSession> sessions) {
        return CompletableFuture.allOf(sessions.stream()
                .map(LiveSession::loop)
                .distinct()
                .map(ServerSessions::roundOf)
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

    /** Completes when the registry knows of all sessions that have ended until now, or cannot be reached. */
    public CompletableFuture<Void> told() {
        return CompletableFuture.allOf(
                gone.values().stream().map(DatabaseSessions::settled).toArray(CompletableFuture<?>[]::new));
    }

    /** Whether this proxy has no session on the server, and the registry knows of the end of the last one. */
    public boolean isEmpty() {
        return byDatabase.isEmpty() && gone.isEmpty();
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
        return there == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(there.here().stream()
                        .map(session -> session.end(why).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new));
    }
}
