package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.dayfly.backend.BackendSession;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.Server;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.live.LiveSession;
import org.jspecify.annotations.Nullable;

/**
 * A client's session, from the moment when a place is reserved for it until both connections are closed. What the
 * session does in between is its {@link SessionPhase}, first {@link OpeningPhase}, then {@link JoinedPhase}. Lives on
 * the client's event loop; {@link #end} and {@link #cancel} are for any thread.
 */
final class Session implements LiveSession {
    private final Client client;
    private final Traffic traffic;
    private final Function<Session, CompletionStage<?>> departed;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile @Nullable SessionDatabase database;
    private volatile @Nullable Behind behind;
    private volatile boolean leaving;
    private SessionPhase phase = new OpeningPhase();

    /** @param departed called when the session ends; its result completes when the registry knows of the end */
    Session(Client client, Traffic traffic, Function<Session, CompletionStage<?>> departed) {
        this.client = client;
        this.traffic = traffic;
        this.departed = departed;
    }

    Client client() {
        return client;
    }

    Traffic traffic() {
        return traffic;
    }

    /** The throwaway database of the session; empty before the hand-out, and if the session is on the registry. */
    Optional<SessionDatabase> database() {
        return Optional.ofNullable(database);
    }

    /** The session's connection to the server, and what the client needs to cancel its queries, if it can. */
    private record Behind(BackendSession backend, Optional<BackendKeyData> key) {}

    private Optional<BackendSession> backend() {
        return Optional.ofNullable(behind).map(Behind::backend);
    }

    /** What the client needs to cancel its queries; empty before the login, and if the server gave no key. */
    Optional<BackendKeyData> key() {
        return Optional.ofNullable(behind).flatMap(Behind::key);
    }

    /** The process id of the backend. */
    Optional<Integer> pid() {
        return key().map(BackendKeyData::pid);
    }

    /** Whether a cancel request has the key that the client got, with its tag; compares in constant time. */
    boolean answersTo(CancelRequest request) {
        return key().filter(key -> key.key().equals(request.key())).isPresent();
    }

    /** Notes that a database was handed out to the session. */
    void arrive(Server server, Lease lease) {
        SessionDatabase its = new SessionDatabase(server, lease.name(), lease.kind());
        database = its;
        its.arrive(this, lease);
    }

    /** Notes the session's connection to the server, by which its queries are canceled, and the key for the client. */
    void behind(BackendSession backend, Optional<BackendKeyData> key) {
        behind = new Behind(backend, key);
    }

    /** Why the session has to end as soon as it is joined, if it has to. For the client's event loop. */
    Optional<ClientError> doom() {
        return phase instanceof OpeningPhase opening ? opening.doom() : Optional.empty();
    }

    /** Gives up the connection to the server and the reason to end: the session goes to another database. */
    void startOver() {
        backend().ifPresent(BackendSession::close);
        behind = null;
        phase = new OpeningPhase();
    }

    /** The session is joined with its server, and ends at once if it has to. */
    void joined(JoinedPhase joined) {
        Optional<ClientError> doom = doom();
        phase = joined;
        doom.ifPresent(this::end);
    }

    /** Gives up a session that was never joined. */
    void abandon() {
        backend().ifPresent(BackendSession::close);
        depart();
    }

    /** Notes that one of the connections is closed. */
    void leaves() {
        leaving = true;
    }

    /** Notes that both connections are closed, or that the session could not be opened. */
    void depart() {
        leaving = true;
        departed.apply(this).whenComplete((told, failure) -> over.complete(null));
    }

    /** Completes when both connections are closed, or the session could not be opened, and the registry knows. */
    CompletionStage<Void> over() {
        return over;
    }

    /**
     * Cancels the query that runs, if any.
     *
     * @return completes when the server has been told
     */
    CompletableFuture<Void> cancel() {
        return backend().map(BackendSession::cancel).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletionStage<Void> end(ClientError reason) {
        client.loop().execute(() -> phase.end(reason));
        return over;
    }

    @Override
    public EventLoop loop() {
        return client.loop();
    }

    @Override
    public boolean leaving() {
        return leaving;
    }

    @Override
    public boolean queried() {
        return traffic.queried();
    }

    @Override
    public long lastUsed(long now) {
        return traffic.lastUsed(now);
    }
}
