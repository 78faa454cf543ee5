package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that is ready for its first query and has not been used; reading is stopped. Methods are for
 * the connection's event loop; {@link #cancel} and {@link #onSound} are for any thread.
 */
public final class BackendSession {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Channel channel;
    private final ByteBuf greeting;
    private final ByteBuf ready;
    private final @Nullable BackendKeyData key;
    private final String rehearsed;
    private final Function<CancelRequest, CompletableFuture<Void>> canceler;
    private final Backlog backlog = new Backlog();
    private final AtomicReference<CompletableFuture<Void>> canceling = new AtomicReference<>(NOTHING);

    BackendSession(
            Channel channel,
            ByteBuf greeting,
            ByteBuf ready,
            @Nullable BackendKeyData key,
            String rehearsed,
            Function<CancelRequest, CompletableFuture<Void>> canceler) {
        this.channel = channel;
        this.greeting = greeting;
        this.ready = ready;
        this.key = key;
        this.rehearsed = rehearsed;
        this.canceler = canceler;
    }

    public Channel channel() {
        return channel;
    }

    /**
     * The server's messages between AuthenticationOk and ReadyForQuery, unchanged, without BackendKeyData. The session
     * still owns the buffer.
     */
    public ByteBuf greeting() {
        return greeting;
    }

    /** The server's ReadyForQuery, unchanged. The session still owns the buffer. */
    public ByteBuf ready() {
        return ready;
    }

    /** The key that cancels the session's queries, as the server gave it; empty if the server gave none. */
    public Optional<BackendKeyData> key() {
        return Optional.ofNullable(key);
    }

    /** The first column of the last row of the rehearsal; empty if there was none. */
    public String rehearsed() {
        return rehearsed;
    }

    /** The handler that takes the bytes that the server sends from now on. */
    Backlog backlog() {
        return backlog;
    }

    /**
     * Cancels the query that runs, if any. While a cancel request is on its way to the server, another call sends
     * nothing.
     *
     * @return completes, always normally, when the server has been told or cannot be told
     */
    public CompletableFuture<Void> cancel() {
        if (key == null) {
            return NOTHING;
        }
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> before = canceling.getAndUpdate(last -> last.isDone() ? told : last);
        if (!before.isDone()) {
            return before;
        }
        canceler.apply(key.toCancelRequest()).whenComplete((sent, failure) -> told.complete(null));
        return told;
    }

    /**
     * Watches the session while nobody uses it: runs the task when the server sends anything or closes the connection,
     * until the session is released or closed. For any thread.
     */
    public void onSound(Runnable heard) {
        channel.eventLoop().execute(() -> {
            backlog.onSound(heard);
            channel.config().setAutoRead(true);
        });
    }

    /**
     * Leaves the connection to the handlers that were added. They first get the bytes that the server has sent since.
     */
    public void release() {
        channel.config().setAutoRead(false);
        greeting.release();
        ready.release();
        backlog.giveWay(channel.pipeline());
    }

    /** Gives up a connection that was not released. */
    public void close() {
        greeting.release();
        ready.release();
        backlog.release();
        channel.close();
    }
}
