package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.List;

/** When the soak put a proxy or the server out of order. Safe for any thread. */
final class Outages {
    static final int SERVER = -1;

    /** The time that dayfly needs to connect again to a server that is back. */
    private static final long SERVER_GRACE = 5_000;

    private static final long PROXY_GRACE = 1_000;

    /** Older outages are forgotten. */
    private static final long MEMORY = 300_000;

    private final List<Outage> outages = new ArrayList<>();

    /** An outage, which lasts until {@link #over}. */
    final class Outage {
        private final int process;
        private final long from = Clock.now();
        private long until = Long.MAX_VALUE;

        private Outage(int process) {
            this.process = process;
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

    /** @param process a proxy, or {@link #SERVER} */
    synchronized Outage begins(int process) {
        outages.removeIf(old -> old.until < Clock.now() - MEMORY);
        Outage outage = new Outage(process);
        outages.add(outage);
        return outage;
    }

    /** Whether a client of a proxy may have been refused or cut off because of an outage. */
    synchronized boolean explain(int proxy, long from, long to) {
        return outages.stream()
                .anyMatch(outage -> outage.process == SERVER
                        ? outage.touches(from, to, SERVER_GRACE)
                        : outage.process == proxy && outage.touches(from, to, PROXY_GRACE));
    }

    /** Whether a proxy or the server was out of order. */
    synchronized boolean of(int proxy, long from, long to) {
        return outages.stream()
                .anyMatch(
                        outage -> (outage.process == SERVER || outage.process == proxy) && outage.touches(from, to, 0));
    }

    /** Whether anything at all was out of order. */
    synchronized boolean any(long from, long to) {
        return outages.stream().anyMatch(outage -> outage.touches(from, to, 0));
    }
}
