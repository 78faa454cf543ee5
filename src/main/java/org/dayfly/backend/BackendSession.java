package org.dayfly.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.Terminate;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that is ready for its first query; reading is stopped. It is new, or it was reset since its
 * last client. Methods are for the connection's event loop; {@link #cancel} and {@link #onSound} are for any thread.
 *
 * <p>A client gets the session by {@link #release}. When the client has left and the server's connection is open and
 * idle, {@link #takeBack} makes it a session again that no client uses, and {@link #ask} resets it.
 */
public final class BackendSession {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Channel channel;
    private final Greeting greeting;
    private final String rehearsed;
    private final Function<CancelRequest, CompletableFuture<Void>> canceler;
    private final AtomicReference<CompletableFuture<Void>> canceling = new AtomicReference<>(NOTHING);
    private Backlog backlog = new Backlog();
    private @Nullable BackendKeyData keyForClient;

    BackendSession(
            Channel channel,
            Greeting greeting,
            String rehearsed,
            Function<CancelRequest, CompletableFuture<Void>> canceler) {
        this.channel = channel;
        this.greeting = greeting;
        this.keyForClient = greeting.key();
        this.rehearsed = rehearsed;
        this.canceler = canceler;
    }

    /**
     * What the server said at the login.
     *
     * @param version the protocol version that the session speaks
     * @param messages the messages between AuthenticationOk and ReadyForQuery, unchanged, without BackendKeyData
     * @param ready the ReadyForQuery, unchanged; like the messages in a buffer that needs no release
     * @param key what cancels the session's queries; null if the server gave no key
     */
    record Greeting(
            ProtocolVersion version,
            ByteBuf messages,
            ByteBuf ready,
            @Nullable BackendKeyData key) {}

    public Channel channel() {
        return channel;
    }

    private ProtocolVersion version() {
        return greeting.version();
    }

    /** The server's messages between AuthenticationOk and ReadyForQuery, unchanged, without BackendKeyData. */
    public ByteBuf greeting() {
        return greeting.messages().duplicate();
    }

    /** The server's ReadyForQuery, unchanged. */
    public ByteBuf ready() {
        return greeting.ready().duplicate();
    }

    /** The key by which the session's client cancels its queries; empty if the server gave no key. */
    public Optional<BackendKeyData> key() {
        return Optional.ofNullable(keyForClient);
    }

    /**
     * Gives the next client another key than the server's. So a late cancel request of an earlier client does not hit
     * a query of the next client. The server does not know this key: only this proxy can cancel by it.
     */
    public void renewKey(RandomGenerator random) {
        if (keyForClient != null) {
            keyForClient = keyForClient.withKeyFrom(random);
        }
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
        BackendKeyData key = greeting.key();
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
        backlog.giveWay(channel.pipeline());
    }

    /**
     * Takes the connection back from its client, whose handlers are removed.
     *
     * @return false if the client's queries were canceled: a cancel request that is late could hit the next client.
     *     Then the caller closes the session
     */
    public boolean takeBack() {
        backlog = new Backlog();
        channel.pipeline().addLast(backlog);
        return canceling.get() == NOTHING;
    }

    /**
     * Asks the server something while no client uses the session.
     *
     * @return completes on the event loop with the answer; fails if the server answers anything but what is expected,
     *     or ends the connection. Then the caller closes the session
     */
    public CompletableFuture<String> ask(Inquiry inquiry) {
        InquiryHandler handler = new InquiryHandler(inquiry);
        backlog.goBehind(channel.pipeline(), new BackendFrameDecoder(), handler);
        channel.config().setAutoRead(true);
        return handler.answer();
    }

    /** Whether a client that speaks this version can use the session: the cancel key has a length that it allows. */
    public boolean fits(ProtocolVersion wanted) {
        return version().compareTo(wanted) <= 0;
    }

    /** Asks the server to end a session that no client uses. The server closes the connection. */
    public void terminate() {
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Terminate.encoded(channel.alloc()), channel.voidPromise());
    }

    /** Gives up a connection that no client uses. */
    public void close() {
        backlog.release();
        channel.close();
    }
}
