package org.dayfly.bench.soak;

/** An attempt to reset a key, which may take effect from its beginning on. */
final class Reset {
    /** What a refused reset has set off may still happen for so long. */
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

    /** Whether it may be the end of a database by then. */
    synchronized boolean mayEnd(Handed database, long by) {
        return from <= by && until >= database.since() && !made.equals(database.name());
    }

    /** Whether it may have taken effect in this time. */
    synchronized boolean touches(long since, long to) {
        return from <= to && until >= since;
    }

    synchronized boolean endedBefore(long moment) {
        return until < moment;
    }
}
