package org.dayfly.bench.soak;

import java.util.HashSet;
import java.util.Set;
import org.dayfly.bench.stage.Acknowledged;
import org.dayfly.bench.stage.Clock;

/** What the clients know of a database that was handed out. Times are in milliseconds. Safe for any thread. */
final class Database {
    private static final long REST = 1_500;

    private final String name;
    private final String password;
    private final Target maker;
    private final long since;
    private final Acknowledged acknowledged = new Acknowledged();
    private final Set<Long> copied = new HashSet<>();
    private final Uses uses = new Uses();
    private long expires;

    /** @param since when the first client that was let in began to connect */
    Database(String name, String password, Target maker, long since, long expires) {
        this.name = name;
        this.password = password;
        this.maker = maker;
        this.since = since;
        this.expires = expires;
    }

    /** When the database was used, in service and at rest. */
    static final class Uses {
        private int open;
        private final long[] last = new long[2];
        private long answered = Long.MAX_VALUE;
        private long closed = Long.MAX_VALUE;
        private long replaced = Long.MAX_VALUE;
        private boolean rested;
    }

    String name() {
        return name;
    }

    String password() {
        return password;
    }

    Lifetime lifetime() {
        return maker.lifetime();
    }

    String owner() {
        return maker.owner();
    }

    /** The SOURCE that it is a copy of, or empty. */
    String source() {
        return maker.source();
    }

    long since() {
        return since;
    }

    synchronized long expires() {
        return expires;
    }

    synchronized void opened(int proxy, long from, long until) {
        expires = until;
        uses.rested |= rests(from);
        uses.open++;
        uses.last[proxy] = Math.max(uses.last[proxy], from);
    }

    private boolean rests(long now) {
        return uses.open == 0 && uses.closed < now - REST;
    }

    /** Whether the database was at rest for long enough that every proxy knows. */
    synchronized boolean everRested(long now) {
        return uses.rested || rests(now);
    }

    synchronized void closed(long now) {
        uses.open--;
        uses.closed = now;
    }

    /** An answer came at {@code now} to a statement of {@code sent}. */
    synchronized void answered(int proxy, long sent, long now) {
        uses.last[proxy] = Math.max(uses.last[proxy], sent);
        uses.answered = Math.min(uses.answered, now);
    }

    synchronized long lastUse() {
        return Math.max(uses.last[0], uses.last[1]);
    }

    /** The time of the last use through one of the proxies. */
    synchronized long lastUse(int proxy) {
        return uses.last[proxy];
    }

    synchronized boolean answeredBefore(long moment) {
        return uses.answered < moment;
    }

    /** Whether a session is open, or was until just now. */
    synchronized boolean inUse(long now) {
        return uses.open > 0 || (uses.closed != Long.MAX_VALUE && uses.closed > now - REST);
    }

    synchronized boolean hasSessions() {
        return uses.open > 0;
    }

    /** Notes that another database has the key from now on. Returns whether this is the first note. */
    synchronized boolean replaced(long now) {
        boolean first = uses.replaced == Long.MAX_VALUE;
        uses.replaced = Math.min(uses.replaced, now);
        return first;
    }

    synchronized boolean replacedBefore(long moment) {
        return uses.replaced < moment;
    }

    /** The rows that were written here. */
    Acknowledged acknowledged() {
        return acknowledged;
    }

    /** Rows from the source, as the first check found them. */
    synchronized Set<Long> copied(Set<Long> seen) {
        if (copied.isEmpty()) {
            copied.addAll(seen);
        }
        return new HashSet<>(copied);
    }

    @Override
    public synchronized String toString() {
        return name + " (" + maker.user() + ", " + acknowledged.count() + " rows, " + uses.open
                + " sessions, since " + Clock.text(since) + ", used " + Clock.text(lastUse()) + ", until "
                + Clock.text(expires) + ")";
    }
}
