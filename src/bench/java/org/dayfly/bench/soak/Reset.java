package org.dayfly.bench.soak;

/** A request to reset a key, which may take effect at any time after it began. */
final class Reset {
    /** A refused reset may still take effect for so long. */
    private static final long AFTERMATH = 30_000;

    private final long from;
    private long until = Long.MAX_VALUE;
    private String made = "";

    Reset(long from) {
        this.from = from;
    }

    synchronized void made(String name, long now) {
        made = name;
        until = now;
    }

    synchronized void failed(long now) {
        until = now + AFTERMATH;
    }

    /** Whether the reset may have ended a database by then. */
    synchronized boolean mayEnd(Database database, long by) {
        return from <= by && until >= database.since() && !made.equals(database.name());
    }

    /** Whether the reset may have taken effect in this time. */
    synchronized boolean touches(long since, long to) {
        return from <= to && until >= since;
    }

    synchronized boolean endedBefore(long moment) {
        return until < moment;
    }
}
