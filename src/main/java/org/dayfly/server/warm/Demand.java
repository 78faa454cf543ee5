package org.dayfly.server.warm;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many databases of one kind should be ready, computed from the recent requests of clients.
 *
 * <p>A request that finds no ready database raises the number by one, so that the next burst of that size finds all the
 * databases that it needs. A while without such a request lowers the number by one. The number never falls below the
 * requests that arrive in the time that one database takes to make. Guarded by its owner.
 */
final class Demand {
    /** If each request finds a ready database for this long, the number falls by one. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The weight of the past in the mean distance between two requests. */
    private static final double INERTIA = 0.8;

    private final LongSupplier nanoTime;
    private double distance = Double.POSITIVE_INFINITY;
    private long lastAsked;
    private long lastChange;
    private int extra;
    private double making;

    Demand(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastAsked = nanoTime.getAsLong();
        this.lastChange = lastAsked;
    }

    /** Records that a client asked for a database. */
    void asked() {
        long now = nanoTime.getAsLong();
        double since = Math.max(1, now - lastAsked);
        distance = Double.isInfinite(distance) ? since : INERTIA * distance + (1 - INERTIA) * since;
        lastAsked = now;
    }

    /** Records that a client asked for a database and none was ready. */
    void missed(int most) {
        extra = Math.min(most, extra + 1);
        lastChange = nanoTime.getAsLong();
    }

    /** Records how long a database took to make. */
    void made(Duration taken) {
        making = making == 0 ? taken.toNanos() : INERTIA * making + (1 - INERTIA) * taken.toNanos();
    }

    /** The time since a client last asked for a database. */
    Duration quiet() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastAsked);
    }

    /** How many databases should be ready, within bounds. */
    int target(int min, int most) {
        long now = nanoTime.getAsLong();
        long patience = PATIENCE.toNanos();
        if (extra > 0 && now - lastChange >= patience) {
            int less = (int) Math.min(extra, (now - lastChange) / patience);
            extra -= less;
            lastChange += less * patience;
        }
        // A long time without a request is a distance too.
        double rate = 1 / Math.max(distance, (double) (now - lastAsked));
        int meanwhile = (int) Math.ceil(Math.min(most, rate * making));
        return Math.min(most, Math.max(min, meanwhile) + extra);
    }
}
