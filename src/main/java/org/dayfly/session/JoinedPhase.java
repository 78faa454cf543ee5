package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import org.dayfly.pipe.Pipe;
import org.dayfly.pipe.PipeEnd;
import org.dayfly.pipe.PipeListener;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorResponse;
import org.dayfly.protocol.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * The pipe between client and server is there. The phase lasts until both connections are closed. Lives on the client's
 * event loop.
 */
final class JoinedPhase implements SessionPhase, PipeListener {
    private final Session session;
    private final SessionLog log;
    private final OpenedSession opened;
    private final Pipe pipe;
    private CompletableFuture<Void> reset = CompletableFuture.completedFuture(null);
    private @Nullable String why;

    /** Joins the client with its server. Nothing is read until {@link #open}. */
    JoinedPhase(OpenedSession opened, SessionLog log) {
        this.session = opened.session();
        this.log = log;
        this.opened = opened;
        this.pipe = Pipe.join(session.client().channel(), opened.backend().channel(), this);
    }

    /** Begins to read from both sides. The client gets no answers until the registry knows of the session. */
    void open() {
        pipe.open(opened.kept());
        opened.kept().whenComplete((known, failure) -> {
            // Not sooner: by now the client's first query is on its way.
            session.loop().execute(log::opened);
            if (failure != null) {
                session.end(refusal(failure));
            }
        });
    }

    private static ClientError refusal(Throwable failure) {
        return ClientError.in(failure)
                .orElseGet(() -> ClientError.of(SqlState.SYSTEM_ERROR, "the session could not be registered")
                        .causedBy(failure));
    }

    @Override
    public boolean fromClient(ByteBuf bytes) {
        boolean over = session.traffic().endsIdle(bytes) && mayBeReused();
        session.traffic().fromClient(bytes);
        if (over) {
            CompletableFuture<Void> resetting = new CompletableFuture<>();
            reset = resetting;
            pipe.part();
            opened.reuse().orElseThrow().of(opened.backend()).thenRun(() -> resetting.complete(null));
        }
        return !over;
    }

    private boolean mayBeReused() {
        return opened.reuse().isPresent()
                && opened.kept().isDone()
                && pipe.isOpen()
                && opened.backend().channel().isActive();
    }

    @Override
    public void fromServer(ByteBuf bytes) {
        session.traffic().fromServer(bytes);
    }

    @Override
    public void ended(PipeEnd end) {
        session.leaves();
        boolean goodBye = end == PipeEnd.PARTED
                || (end == PipeEnd.CLIENT_GONE && session.traffic().terminated());
        if (why == null) {
            why = goodBye ? "client sent Terminate" : end.toString();
        }
        if (end != PipeEnd.SERVER_GONE && session.traffic().busy() && !goodBye) {
            // Nobody waits for the answer any more. The server would notice only when it has an answer to send.
            session.cancel();
        }
    }

    @Override
    public void closed() {
        log.closed(why);
        // The registry hears of the end when the session is no longer in the way of a copy, and has counted its
        // changes.
        reset.whenComplete((over, failure) -> session.depart());
    }

    /**
     * Ends the session from the proxy's side. The client is told the reason, unless an answer may be under way: in the
     * middle of an answer, dayfly can only close the connection.
     */
    @Override
    public void end(ClientError reason) {
        if (why == null) {
            why = reason.text();
            pipe.end(lastWords(reason));
        }
    }

    private ByteBuf lastWords(ClientError reason) {
        if (!session.traffic().atBoundary()) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf words = session.client().channel().alloc().buffer();
        ErrorResponse.fatal(reason).encode(words);
        return words;
    }
}
