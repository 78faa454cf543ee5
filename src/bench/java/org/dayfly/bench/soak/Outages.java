package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.List;

/** When what was out of order, by our own doing. Safe for any thread. */
final class Outages {
    static final int SERVER = -1;

    /** Time that dayfly has to find a server again that is back. */
    private static final long SERVER_GRACE = 5_000;

    private static final long PROXY_GRACE = 1_000;

    /** Nothing is asked about what is longer ago. */
    private static final long MEMORY = 300_000;

    private final List<Outage> outages = new ArrayList<>();

    /** One of them, which lasts until it is over. */
    final class Outage {
        private final int target;
        private final long from = Clock.now();
        private long until = Long.MAX_VALUE;

        private Outage(int target) {
            this.target = target;
        }

        void over() {
            synchronized (Outages.this) {
                until = Clock.now();
            }
        }

        private boolean touches(long since, long to, long grace) {
            return from <= to && (until == Long.MAX_VALUE || until + grace >= since);
        }
    }

    /** @param target a proxy, or {@link #SERVER} */
    synchronized Outage begins(int target) {
        outages.removeIf(old -> old.until < Clock.now() - MEMORY);
        Outage outage = new Outage(target);
        outages.add(outage);
        return outage;
    }

    /** Whether a client of a proxy may have been refused or cut off because of one. */
    synchronized boolean explain(int proxy, long from, long to) {
        return outages.stream()
                .anyMatch(outage -> outage.target == SERVER
                        ? outage.touches(from, to, SERVER_GRACE)
                        : outage.target == proxy && outage.touches(from, to, PROXY_GRACE));
    }

    /** Whether a proxy or the server was out of order. */
    synchronized boolean of(int proxy, long from, long to) {
        return outages.stream()
                .anyMatch(outage -> (outage.target == SERVER || outage.target == proxy) && outage.touches(from, to, 0));
    }

    /** Whether anything at all was out of order. */
    synchronized boolean any(long from, long to) {
        return outages.stream().anyMatch(outage -> outage.touches(from, to, 0));
    }
}
