package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dayfly.bench.soak.Tally.Problem;

/** Threads that do one errand after the other, of all kinds in random order. */
final class Clients {
    private static final int CROWD_PAUSE = 45_000;
    private static final int AFTER_REFUSAL = 200;

    private final Site site;
    private final int pace;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Clients(Site site, int pace) {
        this.site = site;
        this.pace = pace;
    }

    void start(int clients, Random random) {
        for (int i = 0; i < clients; i++) {
            long seed = random.nextLong();
            threads.add(new Thread(() -> go(new Random(seed)), "client " + i));
        }
        long seed = random.nextLong();
        threads.add(new Thread(() -> crowds(new Random(seed)), "crowd"));
        threads.forEach(Thread::start);
    }

    private void go(Random random) {
        List<Errand> errands = Errand.all();
        while (!stopped) {
            try {
                Keys.one(errands, random).run(site, random);
            } catch (Ended e) {
                Clock.sleep(AFTER_REFUSAL);
            } catch (RuntimeException e) {
                site.judge().problem(Problem.HARNESS, "a client: " + e + " at " + List.of(e.getStackTrace()));
            }
            Clock.sleep(random.nextInt(2 * pace + 1));
        }
    }

    private void crowds(Random random) {
        while (!stopped) {
            Clock.sleep(CROWD_PAUSE / 2 + random.nextInt(CROWD_PAUSE));
            if (!stopped) {
                BareErrands.crowd(site, Errand.proxy(random));
            }
        }
    }

    /** Lets all come to the end of their errands; whether they did in time. */
    boolean stop(long patience) throws InterruptedException {
        stopped = true;
        long deadline = Clock.now() + patience;
        for (Thread thread : threads) {
            if (thread.getName().equals("crowd")) {
                thread.interrupt();
            }
        }
        for (Thread thread : threads) {
            thread.join(Math.max(1, deadline - Clock.now()));
        }
        boolean inTime = threads.stream().noneMatch(Thread::isAlive);
        threads.forEach(Thread::interrupt);
        return inTime;
    }
}
