package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that is ready for its first query and was not used yet; reading is stopped. All methods but
 * {@link #cancel} are for the connection's event loop.
 */
public final class BackendSession {
    private final Channel channel;
    private final ByteBuf greeting;
    private final ByteBuf ready;
    private final @Nullable BackendKeyData key;
    private final Function<CancelRequest, CompletableFuture<Void>> canceler;
    private final AtomicBoolean canceling = new AtomicBoolean();

    BackendSession(
            Channel channel,
            ByteBuf greeting,
            ByteBuf ready,
            @Nullable BackendKeyData key,
            Function<CancelRequest, CompletableFuture<Void>> canceler) {
        this.channel = channel;
        this.greeting = greeting;
        this.ready = ready;
        this.key = key;
        this.canceler = canceler;
    }

    public Channel channel() {
        return channel;
    }

    /** What the server said between AuthenticationOk and ReadyForQuery, as it came; still owned by this session. */
    public ByteBuf greeting() {
        return greeting;
    }

    /** The server's ReadyForQuery, as it came; still owned by this session. */
    public ByteBuf ready() {
        return ready;
    }

    /** What cancels its queries; null if the server gave none. */
    public @Nullable BackendKeyData key() {
        return key;
    }

    /** Cancels the query that runs, if any. While one request is on its way to the server, another adds nothing. */
    public void cancel() {
        if (key != null && canceling.compareAndSet(false, true)) {
            canceler.apply(key.toCancelRequest()).thenRun(() -> canceling.set(false));
        }
    }

    /** Takes the login's decoder away; what the server has said since goes on to the handlers that are left. */
    public void release() {
        greeting.release();
        ready.release();
        channel.pipeline().remove(BackendFrameDecoder.class);
    }

    /** Gives up a connection that was not released. */
    public void close() {
        greeting.release();
        ready.release();
        channel.close();
    }
}
