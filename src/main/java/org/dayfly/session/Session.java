package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dayfly.backend.BackendSession;
import org.dayfly.pipe.Pipe;
import org.dayfly.pipe.PipeEnd;
import org.dayfly.pipe.PipeListener;
import org.dayfly.protocol.AuthenticationRequest;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.jspecify.annotations.Nullable;

/**
 * A client's session: from the moment when a place is reserved for it, through the pipe to its server, until both
 * connections are closed. Lives on the client's event loop; {@link #end} and {@link #cancel} are for any thread.
 */
public final class Session implements PipeListener {
    private final Client client;
    private final Traffic traffic;
    private final Function<Session, CompletionStage<?>> departed;
    private final SessionLog log = new SessionLog(this);
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile @Nullable DatabaseName database;
    private volatile @Nullable BackendSession backend;
    private volatile boolean leaving;
    private Consumer<ByteBuf> announcement = nothing -> {};
    private CompletableFuture<Void> kept = CompletableFuture.completedFuture(null);
    private @Nullable Pipe pipe;
    /** Why the session has to end as soon as it has begun, if it has to. */
    private @Nullable ClientError doom;

    private @Nullable String why;

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

    /** The throwaway database of the session; empty before the hand-out, and for the registry. */
    Optional<DatabaseName> database() {
        return Optional.ofNullable(database);
    }

    Optional<BackendSession> backend() {
        return Optional.ofNullable(backend);
    }

    /** The process id of the backend. */
    Optional<Integer> pid() {
        return backend().map(BackendSession::key).map(BackendKeyData::pid);
    }

    /** Whether a cancel request is for this session; compares in constant time. */
    boolean answersTo(CancelRequest request) {
        return backend()
                .map(BackendSession::key)
                .filter(key -> key.key().equals(request.key()))
                .isPresent();
    }

    void on(DatabaseName database) {
        this.database = database;
    }

    /**
     * @param kept completes when the registry knows of the session; until then the client gets no answers; empty: the
     *     registry knows of the session
     */
    void behind(BackendSession backend, Consumer<ByteBuf> announcement, Optional<CompletableFuture<Void>> kept) {
        this.backend = backend;
        kept.ifPresent(known -> this.kept = known);
        this.announcement = announcement;
    }

    /** Whether one of the connections is closed, so that the session will be over soon. */
    boolean leaving() {
        return leaving;
    }

    /** Completes when both connections are closed, or the session could not be opened, and the registry knows. */
    CompletionStage<Void> over() {
        return over;
    }

    /**
     * Greets the client and joins it with its server. Handlers of the login that are removed afterwards pass on the
     * bytes that they hold back. Then {@link #open} begins to read.
     */
    public void join() {
        BackendSession server = backend().orElseThrow();
        ByteBuf greeting = client.channel().alloc().buffer(1024);
        new AuthenticationRequest.Ok().encode(greeting);
        greeting.writeBytes(server.greeting());
        announcement.accept(greeting);
        traffic.greeted(server.ready());
        greeting.writeBytes(server.ready());
        client.channel().writeAndFlush(greeting);
        log.greeted();
        pipe = Pipe.join(client.channel(), server.channel(), this);
        server.release();
    }

    /** Begins to read from both sides. */
    public void open() {
        if (pipe != null) {
            pipe.open(kept);
            kept.whenComplete((known, failure) -> {
                // Not sooner: by now the client's first query is on its way.
                client.loop().execute(log::opened);
                if (failure != null) {
                    end(refusal(failure));
                }
            });
        }
        if (doom != null) {
            end(doom);
        }
    }

    /** Whether the session ends as soon as it has begun. For the client's event loop. */
    boolean isDoomed() {
        return doom != null;
    }

    /** Gives up the backend session and the reason to end: the session goes to another database. */
    void startOver() {
        backend().ifPresent(BackendSession::close);
        backend = null;
        doom = null;
    }

    private static ClientError refusal(Throwable failure) {
        return ClientError.in(failure)
                .orElseGet(() -> ClientError.of(SqlState.SYSTEM_ERROR, "the session could not be registered")
                        .causedBy(failure));
    }

    /** Gives up a session that was never joined. */
    public void abandon() {
        backend().ifPresent(BackendSession::close);
        depart();
    }

    private void depart() {
        leaving = true;
        departed.apply(this).whenComplete((told, failure) -> over.complete(null));
    }

    @Override
    public void fromClient(ByteBuf bytes) {
        traffic.fromClient(bytes);
    }

    @Override
    public void fromServer(ByteBuf bytes) {
        traffic.fromServer(bytes);
    }

    @Override
    public void ended(PipeEnd end) {
        leaving = true;
        boolean goodBye = end == PipeEnd.CLIENT_GONE && traffic.terminated();
        if (why == null) {
            why = goodBye ? "client said good-bye" : end.toString();
        }
        if (end != PipeEnd.SERVER_GONE && traffic.busy() && !goodBye) {
            // Nobody waits for the answer any more. The server would notice only when it has an answer to send.
            cancel();
        }
    }

    @Override
    public void closed() {
        log.closed(why);
        depart();
    }

    /**
     * Cancels the query that runs, if any.
     *
     * @return completes when the server has been told
     */
    CompletableFuture<Void> cancel() {
        return backend().map(BackendSession::cancel).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * Ends the session from the proxy's side. The client is told the reason, unless an answer may be under way: in the
     * middle of an answer, dayfly can only close the connection.
     *
     * @return completes when the session is over
     */
    CompletionStage<Void> end(ClientError reason) {
        client.loop().execute(() -> {
            if (pipe == null) {
                doom = reason;
            } else if (why == null) {
                why = reason.text();
                pipe.end(lastWords(reason));
            }
        });
        return over;
    }

    private ByteBuf lastWords(ClientError reason) {
        if (!traffic.atBoundary()) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf words = client.channel().alloc().buffer();
        ErrorResponse.fatal(reason).encode(words);
        return words;
    }
}
