package org.dayfly.placement;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * How full a server is, as far as this proxy knows: the number of databases at the last count, and those that this
 * proxy handed out since. Safe for use by any thread.
 */
final class Room {
    private final IntSupplier weight;
    private final IntSupplier max;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * Makes the room of a server, which counts as empty until the first count.
     *
     * @param weight the server's share of new databases now, in proportion to the weights of the other servers
     * @param max how many databases there may be now; 0: no limit
     */
    Room(IntSupplier weight, IntSupplier max) {
        this.weight = weight;
        this.max = max;
    }

    /** Notes how many databases clients have on the server now. */
    void counted(int databases) {
        taken.set(databases);
    }

    /** Notes that this proxy handed out a database. */
    void took() {
        taken.incrementAndGet();
    }

    /** Databases for each unit of weight: of two servers, the server with the lower load gets the next database. */
    double load() {
        return (double) taken.get() / weight.getAsInt();
    }

    /** Whether a new database can be made only if another gives way. */
    boolean isFull() {
        int most = max.getAsInt();
        return most > 0 && taken.get() >= most;
    }
}
