package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.dayfly.protocol.ReadyForQuery;
import org.dayfly.protocol.Terminate;

/**
 * What went through a session's pipe, known without decoding it: how much, when last, which way, and the last eight bytes
 * of each side. Written by the event loop alone; any thread may ask {@link #lastUsed}.
 */
final class Traffic {
    /** Stands in {@link #moment} while the server owes an answer. */
    private static final long BUSY = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    private final long since;

    /** When the last byte went by, or {@link #BUSY}; written lazily, which costs no more than a plain field. */
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

    /** What the server said before the pipe was joined. */
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

    /** When the session was last busy, in the given clock's nanoseconds: now, if the server owes it an answer. */
    long lastUsed(long now) {
        long last = moment.getAcquire();
        return last == BUSY ? now : last;
    }

    /** Whether the server owes an answer: the last bytes went to it. */
    boolean busy() {
        return moment.getAcquire() == BUSY;
    }

    /** Whether the client ever sent anything but its good-bye. */
    boolean queried() {
        return clientBytes > Terminate.LENGTH || (clientBytes > 0 && !terminated());
    }

    /** Whether the client said good-bye. */
    boolean terminated() {
        return Terminate.endsIn(clientTail);
    }

    /** Whether a message of dayfly's own could be put to the client now without breaking into one of the server's. */
    boolean atBoundary() {
        // Bytes of an answer may look like the end of one, but none has begun where none was ever seen.
        return (serverBytes == 0 || !busy()) && ReadyForQuery.endsIn(serverTail);
    }

    /** Time since the session was begun. */
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
