package org.dayfly.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.dayfly.bench.connect.Contender;
import org.dayfly.bench.report.Samples;

/**
 * Times contenders one after the other, one connection at a time.
 *
 * @param samples in each turn
 * @param warmUp samples before the first turn, which do not count
 * @param pace from one start to the next; zero: back to back
 */
record Turns(int rounds, int samples, int warmUp, Duration pace) {
    /** For the note of a table of paced connects. */
    static final String LATE = "A connect that takes longer than that is followed at once by the next. ";

    /** The samples of each round. Contenders that fail at their warm-up are left out, with a message. */
    Map<Contender, List<Samples>> measure(List<Contender> contenders) throws Exception {
        List<Contender> ready = new ArrayList<>();
        for (Contender contender : contenders) {
            if (warmedUp(contender)) {
                ready.add(contender);
            }
        }
        Map<Contender, List<Samples>> measured = new LinkedHashMap<>();
        ready.forEach(contender -> measured.put(contender, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : Run.order(ready, round)) {
                measured.getOrDefault(contender, List.of()).add(Samples.of(turn(contender, samples, pace)));
            }
        }
        return measured;
    }

    private boolean warmedUp(Contender contender) {
        try {
            turn(contender, warmUp, Duration.ZERO);
            return true;
        } catch (Exception e) {
            System.err.println("bench: " + contender.name() + " is left out: " + e);
            return false;
        }
    }

    private static List<Double> turn(Contender contender, int samples, Duration pace) throws Exception {
        List<Double> times = new ArrayList<>();
        long due = System.nanoTime();
        for (int i = 0; i < samples; i++) {
            await(due);
            long start = System.nanoTime();
            AutoCloseable reached = contender.firstQuery();
            times.add(Samples.millisSince(start));
            reached.close();
            due = Math.max(due + pace.toNanos(), System.nanoTime());
        }
        contender.rest();
        return times;
    }

    /** Sleeps most of the time and spins the rest, so that the measured time does not include the wake-up. */
    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > 200_000) {
                LockSupport.parkNanos(left - 100_000);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
