package org.dayfly.frontend;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits how many connections may be half open, which means that they have no session yet. Safe for use by any thread.
 *
 * <p>At the limit, a new connection takes the place of the connection whose client dayfly has waited for longest. So
 * many silent clients keep no other client out. A new connection is refused only if all half-open connections are
 * authenticated and wait for dayfly.
 */
final class HalfOpenLimit {
    private static final Logger log = LoggerFactory.getLogger(HalfOpenLimit.class);

    /** The least time between two lines of the log about this limit. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private int max;
    private int count;
    private final Set<HalfOpen> waitedFor = new LinkedHashSet<>();
    private int gaveWay;
    private long quietUntil;

    HalfOpenLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.quietUntil = nanoTime.getAsLong();
    }

    /** @param max 0: no limit */
    synchronized void set(int max) {
        this.max = max;
    }

    synchronized void came(HalfOpen connection) {
        count++;
        waitedFor.add(connection);
    }

    /** Notes that the client has sent and proven everything, and waits for its session. */
    synchronized void letIn(HalfOpen connection) {
        waitedFor.remove(connection);
    }

    synchronized void left(HalfOpen connection) {
        count--;
        waitedFor.remove(connection);
    }

    /**
     * Makes room for a new connection.
     *
     * @return whether the new connection may stay
     */
    boolean admit(HalfOpen newcomer) {
        Optional<HalfOpen> eldest;
        synchronized (this) {
            if (max == 0 || count <= max) {
                return true;
            }
            eldest = eldestBut(newcomer);
            eldest.ifPresent(it -> {
                waitedFor.remove(it);
                tell();
            });
        }
        eldest.ifPresent(HalfOpen::giveWay);
        return eldest.isPresent();
    }

    private Optional<HalfOpen> eldestBut(HalfOpen newcomer) {
        Iterator<HalfOpen> all = waitedFor.iterator();
        HalfOpen first = all.hasNext() ? all.next() : newcomer;
        return first == newcomer ? Optional.empty() : Optional.of(first);
    }

    private void tell() {
        gaveWay++;
        long now = nanoTime.getAsLong();
        if (now - quietUntil >= 0) {
            log.warn(
                    "limits.half-open ({}) reached: closing the oldest half-open connection ({} since the last "
                            + "such line)",
                    max,
                    gaveWay);
            gaveWay = 0;
            quietUntil = now + QUIET.toNanos();
        }
    }

    synchronized int max() {
        return max;
    }
}
