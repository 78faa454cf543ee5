package org.dayfly.bench.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** When processes were put out of order on purpose. Safe for any thread. */
public final class OutageLog {
    /** Older outages are forgotten. */
    private static final long MEMORY = 300_000;

    private final List<Outage> outages = new ArrayList<>();

    /** An outage, which lasts until {@link #over}. */
    public final class Outage {
        private final int process;
        private final long from = Clock.now();
        private long until = Long.MAX_VALUE;

        private Outage(int process) {
            this.process = process;
        }

        public void over() {
            synchronized (OutageLog.this) {
                until = Clock.now();
            }
        }

        private boolean touches(long since, long to, long grace) {
            return from <= to && (until == Long.MAX_VALUE || until + grace >= since);
        }
    }

    public synchronized Outage begins(int process) {
        outages.removeIf(old -> old.until < Clock.now() - MEMORY);
        Outage outage = new Outage(process);
        outages.add(outage);
        return outage;
    }

    /**
     * Whether one of the processes was out of order.
     *
     * @param grace the time after an outage that still counts as part of the outage, in milliseconds
     */
    public synchronized boolean of(Predicate<Integer> processes, long from, long to, long grace) {
        return outages.stream().anyMatch(outage -> processes.test(outage.process) && outage.touches(from, to, grace));
    }

    /** Whether an outage of one of the processes began in this time. */
    public synchronized boolean beganIn(Predicate<Integer> processes, long from, long to) {
        return outages.stream()
                .anyMatch(outage -> processes.test(outage.process) && outage.from >= from && outage.from <= to);
    }
}
