package org.dayfly.server.warm;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many databases of one kind should be ready, by how many were asked for of late.
 *
 * <p>Whoever finds none ready makes it one more, so that the next burst of that size finds all it needs; where none is missed
 * for a while it becomes one less. Below that it never falls under what is asked for in the time that one takes to make.
 * Guarded by who has it.
 */
final class Demand {
    /** So long has nobody to miss one before there is one less. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The weight of the past in the mean distance of two requests. */
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

    /** Notes that one was asked for. */
    void asked() {
        long now = nanoTime.getAsLong();
        double since = Math.max(1, now - lastAsked);
        distance = Double.isInfinite(distance) ? since : INERTIA * distance + (1 - INERTIA) * since;
        lastAsked = now;
    }

    /** Notes that one was asked for that was not ready. */
    void missed(int most) {
        extra = Math.min(most, extra + 1);
        lastChange = nanoTime.getAsLong();
    }

    /** Notes how long one took to make. */
    void made(Duration taken) {
        making = making == 0 ? taken.toNanos() : INERTIA * making + (1 - INERTIA) * taken.toNanos();
    }

    /** Time since one was asked for. */
    Duration quiet() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastAsked);
    }

    /** How many should be ready, within bounds. */
    int target(int min, int most) {
        long now = nanoTime.getAsLong();
        long patience = PATIENCE.toNanos();
        if (extra > 0 && now - lastChange >= patience) {
            int less = (int) Math.min(extra, (now - lastChange) / patience);
            extra -= less;
            lastChange += less * patience;
        }
        // Nobody asking for some time is a distance too.
        double rate = 1 / Math.max(distance, (double) (now - lastAsked));
        int meanwhile = (int) Math.ceil(Math.min(most, rate * making));
        return Math.min(most, Math.max(min, meanwhile) + extra);
    }
}
