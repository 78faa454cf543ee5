package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dayfly.bench.soak.Tally.Problem;
import org.dayfly.bench.stage.Clock;

/** Threads that run tasks one after the other, of all kinds in random order. */
final class Clients {
    private static final int OVER_LIMIT_PAUSE = 45_000;
    private static final int AFTER_REFUSAL = 200;
    private static final String OVER_LIMIT = "over the limit";

    private final Shared shared;
    private final int pace;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Clients(Shared shared, int pace) {
        this.shared = shared;
        this.pace = pace;
    }

    void start(int clients, Random random) {
        for (int i = 0; i < clients; i++) {
            long seed = random.nextLong();
            threads.add(new Thread(() -> go(new Random(seed)), "client " + i));
        }
        long seed = random.nextLong();
        threads.add(new Thread(() -> overLimit(new Random(seed)), OVER_LIMIT));
        threads.forEach(Thread::start);
    }

    private void go(Random random) {
        List<Task> tasks = Task.all();
        while (!stopped) {
            try {
                Keys.one(tasks, random).run(shared, random);
            } catch (Ended e) {
                Clock.sleep(AFTER_REFUSAL);
            } catch (RuntimeException e) {
                shared.judge().problem(Problem.HARNESS, "a client: " + e + " at " + List.of(e.getStackTrace()));
            }
            Clock.sleep(random.nextInt(2 * pace + 1));
        }
    }

    private void overLimit(Random random) {
        while (!stopped) {
            Clock.sleep(OVER_LIMIT_PAUSE / 2 + random.nextInt(OVER_LIMIT_PAUSE));
            if (!stopped) {
                FreshTasks.overLimit(shared, Task.proxy(random));
            }
        }
    }

    /** Lets all threads end their tasks. Returns whether all ended in time. */
    boolean stop(long patience) throws InterruptedException {
        stopped = true;
        long deadline = Clock.now() + patience;
        for (Thread thread : threads) {
            if (thread.getName().equals(OVER_LIMIT)) {
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
