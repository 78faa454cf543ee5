package org.dayfly.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.bench.connect.RawCreate;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Samples;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Jdbc;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Parallel;

/** Databases that are made, used and dropped in a loop, by dayfly and by hand. */
final class SustainedSection implements Section {
    private static final String NEW = "dayfly new";
    private static final String RAW = "CREATE, connect, DROP by hand";
    private static final List<Integer> THREADS = List.of(1, 2, 4, 8);
    private static final List<String> LOADS = THREADS.stream()
            .map(threads -> threads + (threads == 1 ? " client" : " clients"))
            .toList();
    private static final double MILLIS = 1000;

    @Override
    public String name() {
        return "sustained";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        int seconds = run.options().size(10, 2);
        Leases leases = Leases.on(run.server());
        // Used databases are dropped as soon as possible, so that the drops are part of the measured time.
        try (Dayfly dayfly = run.proxies().dayfly("databases.idle=1s")) {
            byNew(dayfly, leases, 2, seconds); // does not count
            byHand(run, 2, seconds);
            Rates rates = new Rates(RAW);
            for (int round = 0; round < run.options().rounds(); round++) {
                rates.begin(round);
                for (int load = 0; load < LOADS.size(); load++) {
                    int threads = THREADS.get(load);
                    for (String contender : Run.order(List.of(NEW, RAW), round)) {
                        double rate = contender.equals(NEW)
                                ? byNew(dayfly, leases, threads, seconds)
                                : byHand(run, threads, seconds);
                        rates.add(contender, LOADS.get(load), rate);
                    }
                }
            }
            String note = "Connect, SELECT 1 and close by pgjdbc in a closed loop for " + seconds
                    + " s; the time until the last database is dropped is part of it.";
            return Findings.of(
                    rates.table("Create, use and drop, per second", note, LOADS),
                    List.of(Goal.atLeast(
                            1,
                            "create, use, drop: new / by hand, each with its best number of clients",
                            rates.bestRatio(NEW, RAW, LOADS))),
                    rates.chart("Create, use and drop, 4 clients, per second: more is better", LOADS.get(2)));
        }
    }

    private static double byNew(Dayfly dayfly, Leases leases, int threads, int seconds) throws Exception {
        Jdbc fresh = dayfly.as("new");
        AtomicInteger made = new AtomicInteger();
        long start = System.nanoTime();
        Parallel.millis(threads, thread -> {
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
                fresh.firstQuery().close();
                made.incrementAndGet();
            }
        });
        leases.dropAll();
        double rate = made.get() * MILLIS / Samples.millisSince(start);
        leases.settle();
        return rate;
    }

    private static double byHand(Run run, int threads, int seconds) throws Exception {
        try (RawCreators raw = RawCreators.of(run.server(), threads)) {
            List<RawCreate> creators = new ArrayList<>(raw.creators());
            AtomicInteger made = new AtomicInteger();
            long start = System.nanoTime();
            Parallel.millis(threads, thread -> {
                while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
                    creators.get(thread).firstQuery().close();
                    made.incrementAndGet();
                }
            });
            return made.get() * MILLIS / Samples.millisSince(start);
        }
    }
}
