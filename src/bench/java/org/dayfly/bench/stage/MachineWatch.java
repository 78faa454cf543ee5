package org.dayfly.bench.stage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dayfly.bench.report.Quietness;

/** Watches whether anything but the benchmark uses the processor. On Linux alone. */
public final class MachineWatch implements AutoCloseable {
    private static final int INTERVAL_SECONDS = 2;
    /** The looks in one stretch, of which the worst counts. */
    private static final int STRETCH = 5;

    private static final long BEFORE_MILLIS = 3000;

    private final OwnProcesses own = new OwnProcesses();
    private final List<Look> looks = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "watch of the machine");
        daemon.setDaemon(true);
        return daemon;
    });

    /** The state at one moment. */
    private record Look(CpuTimes machine, long own) {
        Use since(Look before) {
            CpuTimes times = machine.since(before.machine);
            double all = Math.max(1, times.all());
            return new Use(Math.max(0, times.busy() - (own - before.own)) / all, times.stolen() / all);
        }
    }

    /** Shares of the time of all cores. */
    record Use(double others, double stolen) {}

    /** Watches for a moment first, before the benchmark does anything. */
    public MachineWatch() throws IOException, InterruptedException {
        if (CpuTimes.areKnown()) {
            look();
            Thread.sleep(BEFORE_MILLIS);
            look();
            thread.scheduleWithFixedDelay(this::lookAgain, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void look() throws IOException {
        looks.add(new Look(CpuTimes.now(), own.ticks()));
    }

    private void lookAgain() {
        try {
            look();
        } catch (IOException e) {
            System.err.println("bench: could not look at the machine: " + e);
        }
    }

    /** A mark, for {@link #since}. */
    public synchronized int mark() {
        return Math.max(0, looks.size() - 1);
    }

    /** How quiet the machine has been since the start, and before. */
    public synchronized Quietness sinceStart() throws IOException {
        return looks.isEmpty() ? Quietness.UNKNOWN : quietness(1, looks.get(1).since(looks.get(0)).others);
    }

    /** How quiet the machine has been since a mark. */
    public synchronized Quietness since(int mark) throws IOException {
        return looks.isEmpty() ? Quietness.UNKNOWN : quietness(mark, 0);
    }

    private Quietness quietness(int mark, double before) throws IOException {
        look();
        Use use = looks.get(looks.size() - 1).since(looks.get(mark));
        return new Quietness(true, before, use.others, worst(mark), use.stolen);
    }

    /** The greatest share of others in any stretch. */
    private double worst(int mark) {
        double worst = 0;
        Deque<Look> stretch = new ArrayDeque<>();
        for (Look look : looks.subList(mark, looks.size())) {
            stretch.add(look);
            if (stretch.size() > STRETCH) {
                worst = Math.max(worst, look.since(stretch.remove()).others);
            }
        }
        return worst;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
