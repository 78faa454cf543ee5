package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.dayfly.protocol.ReadyForQuery;
import org.dayfly.protocol.Terminate;

/**
 * Watches a session's pipe without decoding the bytes: how many bytes there were, when and in which direction the last
 * bytes went, and the last eight bytes of each side. Only the event loop writes; any thread may call {@link #lastUsed}.
 */
final class Traffic {
    /** The value of {@link #moment} while the server owes an answer. */
    private static final long BUSY = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    private final long since;

    /** When the last byte passed, or {@link #BUSY}. A lazy write costs no more than a plain field. */
    private final AtomicLong moment;

    private long clientBytes;
    private long serverBytes;
    private long clientTail;
    private long serverTail;

    Traffic(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
        this.moment = new AtomicLong(since);
    }

    /** Notes the bytes that the server sent before the pipe was joined. */
    void greeted(ByteBuf ready) {
        serverTail = tail(serverTail, ready);
    }

    void fromClient(ByteBuf bytes) {
        clientBytes += bytes.readableBytes();
        clientTail = tail(clientTail, bytes);
        moment.lazySet(BUSY);
    }

    void fromServer(ByteBuf bytes) {
        serverBytes += bytes.readableBytes();
        serverTail = tail(serverTail, bytes);
        moment.lazySet(nanoTime.getAsLong());
    }

    /** When the session was last busy, in nanoseconds of the given clock; {@code now} if the server owes an answer. */
    long lastUsed(long now) {
        long last = moment.getAcquire();
        return last == BUSY ? now : last;
    }

    /** Whether the server owes an answer: the last bytes went to the server. */
    boolean busy() {
        return moment.getAcquire() == BUSY;
    }

    /** Whether the client ever sent anything but Terminate. */
    boolean queried() {
        return clientBytes > Terminate.LENGTH || (clientBytes > 0 && !terminated());
    }

    /** Whether the client sent Terminate. */
    boolean terminated() {
        return Terminate.endsIn(clientTail);
    }

    /**
     * Whether dayfly could send a message of its own to the client now, without cutting a message of the server in two.
     */
    boolean atBoundary() {
        // Part of an answer may look like ReadyForQuery. But as long as the server has sent nothing, no answer has
        // begun.
        return (serverBytes == 0 || !busy()) && ReadyForQuery.endsIn(serverTail);
    }

    /**
     * Whether the client says by these next bytes that it ends an idle session: the server owes no answer and is
     * outside a transaction, as far as can be seen without decoding.
     */
    boolean endsIdle(ByteBuf next) {
        return next.readableBytes() == Terminate.LENGTH
                && Terminate.endsIn(tail(0, next))
                && !busy()
                && ReadyForQuery.endsIdleIn(serverTail);
    }

    /** Time since the session began. */
    Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - since);
    }

    long clientBytes() {
        return clientBytes;
    }

    long serverBytes() {
        return serverBytes;
    }

    private static long tail(long tail, ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length >= Long.BYTES) {
            return bytes.getLong(bytes.writerIndex() - Long.BYTES);
        }
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            tail = tail << Byte.SIZE | bytes.getUnsignedByte(i);
        }
        return tail;
    }
}
