package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.ready.Reuse;

/**
 * All open sessions of this proxy. Limits their number, and finds a session for a cancel request. Safe for use by any
 * thread.
 */
public final class OpenSessions {
    private final IntSupplier max;
    private final LongSupplier nanoTime;
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    /** Backends of different servers may have the same process id. */
    private final Map<Integer, Set<Session>> byPid = new ConcurrentHashMap<>();

    private final LongAdder entered = new LongAdder();
    private final SessionEvents events;

    /**
     * Without sessions so far.
     *
     * @param max how many sessions there may be now; 0: no limit
     * @param events listener for what happens to clients
     */
    public OpenSessions(IntSupplier max, LongSupplier nanoTime, SessionEvents events) {
        this.events = events;
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins a session.
     *
     * @throws ClientError 53300 if there are too many sessions
     */
    Session enter(Client client) {
        Session session = new Session(client, new Traffic(nanoTime), this::leave);
        int most = max.getAsInt();
        synchronized (all) {
            // Counted before the session is added: if two clients arrive at once for one place, one client gets it.
            if (most > 0 && all.size() >= most) {
                throw ClientError.of(
                                SqlState.TOO_MANY_CONNECTIONS, "all " + most + " sessions of this dayfly are in use")
                        .withHint("close connections that are not needed, or raise limits.sessions");
            }
            all.add(session);
            entered.increment();
        }
        return session;
    }

    /**
     * Notes a session's connection to its server, by which its queries are canceled.
     *
     * @param key what the client needs to cancel its queries; empty if the server gave no key
     * @param reuse where the connection goes when the client ends the session; empty: it is closed
     */
    OpenedSession behind(
            Session session,
            BackendSession backend,
            Optional<BackendKeyData> key,
            Consumer<ByteBuf> announcement,
            Optional<Reuse> reuse) {
        session.behind(backend, key);
        reachable(session);
        return new OpenedSession(
                session,
                backend,
                announcement,
                session.database().map(SessionDatabase::kept).orElseGet(() -> CompletableFuture.completedFuture(null)),
                reuse);
    }

    private void reachable(Session session) {
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
     * @return completes when the registry knows of the end, or cannot be reached
     */
    CompletionStage<?> leave(Session session) {
        CompletionStage<?> told = moveOut(session);
        // Last: until now the session counts as open, and from now on as one whose end the registry must record.
        all.remove(session);
        return told;
    }

    /** Removes a session that is still opening from its database only. Returns what {@link #leave} returns. */
    CompletionStage<?> moveOut(Session session) {
        session.pid()
                .ifPresent(pid -> byPid.computeIfPresent(pid, (key, those) -> {
                    those.remove(session);
                    return those.isEmpty() ? null : those;
                }));
        return session.database()
                .<CompletionStage<?>>map(database -> database.leave(session))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Whether a cancel request fits a session. */
    boolean fits(CancelRequest request) {
        return byPid.getOrDefault(request.pid(), Set.of()).stream().anyMatch(session -> session.answersTo(request));
    }

    /**
     * Passes a cancel request on to the session that it fits. Ignores a request that fits no session of this proxy.
     *
     * @return completes when the server has been told
     */
    CompletableFuture<Void> cancel(CancelRequest request) {
        return CompletableFuture.allOf(byPid.getOrDefault(request.pid(), Set.of()).stream()
                .filter(session -> session.answersTo(request))
                .map(Session::cancel)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Ends every session. Completes when the sessions are over. */
    public CompletionStage<Void> endAll(ClientError why) {
        return CompletableFuture.allOf(all.stream()
                .map(session -> session.end(why).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Completes when the sessions that are open now are over. */
    public CompletableFuture<Void> over() {
        return CompletableFuture.allOf(all.stream()
                .map(session -> session.over().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Listener for what happens to clients. */
    SessionEvents events() {
        return events;
    }

    /** How many sessions have begun so far. */
    public long entered() {
        return entered.sum();
    }

    public int count() {
        return all.size();
    }
}
