package org.dayfly.server.drop;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets work that may take long have at most one twentieth of the time. Used by one thread. */
final class TimeShare {
    private static final int PAUSE = 19;

    private final LongSupplier nanoTime;
    private long begun;
    private @Nullable Long next;

    TimeShare(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Begins the work, unless the work took long and was not long ago. Returns whether the work begins. */
    boolean begin() {
        begun = nanoTime.getAsLong();
        return next == null || begun - next >= 0;
    }

    /** Notes that the work is done. */
    void end() {
        long done = nanoTime.getAsLong();
        next = done + PAUSE * (done - begun);
    }
}
