package org.dayfly.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.dayfly.bench.connect.DropEach;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.Leases;
import org.dayfly.bench.stage.Parallel;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.Stage;

/** The time to get a new database when the server has many databases. */
final class LiveSection implements Section {
    private static final int MAKERS = 4;
    private static final int FEW = 10;
    private static final int MANY = 1000;
    private static final Duration PACE = Duration.ofMillis(25);

    /** The size of an empty database, rounded up. */
    private static final long DATABASE_BYTES = 9_000_000;

    @Override
    public String name() {
        return "live";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        boolean quick = run.options().quick();
        Latencies found = new Latencies(label(FEW, Place.MEMORY));
        measure(run, Place.MEMORY, quick ? List.of(FEW, 50) : List.of(FEW, 100, MANY), found);
        measure(run, Place.DISK, quick ? List.of(FEW, 50) : List.of(FEW, 3000), found);
        String how = "dayfly new, pgjdbc, one every " + PACE.toMillis()
                + " ms at most, each dropped before the next. 3,000 databases are 23 GB: on disk, with fsync off too. ";
        List<Goal> goals = new ArrayList<>();
        if (!quick) {
            goals.add(Goal.atMost(
                    1.2,
                    "new: p50 at 1,000 live databases / at 10",
                    found.p50Ratio(label(MANY, Place.MEMORY), label(FEW, Place.MEMORY))));
        }
        return Findings.of(
                found.table("New at a number of live databases", how),
                goals,
                found.chart("New at a number of live databases, ms (p50): less is better"));
    }

    /** Where the files of the server are. */
    private enum Place {
        MEMORY,
        DISK
    }

    private static void measure(Run run, Place place, List<Integer> sizes, Latencies found) throws Exception {
        Turns turns = new Turns(1, run.options().size(200, 20), run.options().size(100, 10), PACE);
        try (Stage stage = place == Place.DISK
                ? run.stage().add(Stage::onDisk)
                : run.stage().add(Stage::open)) {
            Server server = Server.start(stage, Server.SESSIONS);
            Dayfly dayfly = run.proxies(server).dayfly();
            Leases leases = Leases.on(server);
            for (int size : sizes) {
                if (stage.folder().toFile().getUsableSpace() < (size - leases.count()) * DATABASE_BYTES) {
                    System.err.println("bench: " + size + " live databases are left out: there is no room for them");
                    continue;
                }
                make(size - leases.count(), dayfly);
                leases.settle();
                found.add(turns.measure(List.of(new DropEach(label(size, place), dayfly.as("new"), leases))));
            }
            leases.sweep();
            make(FEW, dayfly);
            leases.settle();
            String again = label(FEW, place) + ", again";
            found.add(turns.measure(List.of(new DropEach(again, dayfly.as("new"), leases))));
            dayfly.close();
        }
    }

    private static String label(int size, Place place) {
        return size + " live databases" + (place == Place.DISK ? ", on disk" : "");
    }

    private static void make(int count, Dayfly dayfly) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        Parallel.millis(MAKERS, thread -> {
            while (begun.getAndIncrement() < count) {
                dayfly.as("new").firstQuery().close();
            }
        });
    }
}
