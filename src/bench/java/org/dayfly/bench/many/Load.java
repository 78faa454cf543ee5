package org.dayfly.bench.many;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.dayfly.bench.report.ProblemLog;
import org.dayfly.bench.stage.Clock;

/** Clients that visit databases at random, one visit after the other, until they are told to stop. */
final class Load {
    private static final long AFTER_FAILURE = 500;
    private static final long PATIENCE = 60_000;

    private final Visitor visitor;
    private final Ledger ledger;
    private final int pace;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** @param pace the mean time between two visits of a client, in milliseconds */
    Load(Visitor visitor, Ledger ledger, int pace) {
        this.visitor = visitor;
        this.ledger = ledger;
        this.pace = pace;
    }

    /** @param options tells how long the database of a visit lives */
    void start(int clients, Mix mix, Function<Visit, String> options, Random random) {
        for (int i = 0; i < clients; i++) {
            Random own = new Random(random.nextLong());
            start("client " + i, () -> {
                while (!stopped) {
                    Visit visit = mix.next(own, ledger);
                    boolean done = visitor.visit(visit, options.apply(visit)).isPresent();
                    Clock.sleep(own.nextInt(2 * pace + 1) + (done ? 0 : AFTER_FAILURE));
                }
            });
        }
    }

    /**
     * Keeps a session open, with a query every now and then.
     *
     * @param longest after this time, in milliseconds, the next session replaces the session
     */
    void hold(Visit visit, long longest) {
        start("holds " + visit, () -> {
            while (!stopped) {
                long end = Clock.now() + longest;
                boolean done = visitor.visit(visit, Lifetimes.of(visit), () -> !stopped && Clock.now() < end)
                        .isPresent();
                Clock.sleep(done ? 0 : AFTER_FAILURE);
            }
        });
    }

    /** Keeps a session open until the load stops, or until the session ends by itself. */
    void holdOnce(Visit visit) {
        start("holds " + visit + " once", () -> visitor.visit(visit, Lifetimes.of(visit), () -> !stopped));
    }

    private void start(String name, Runnable client) {
        Thread thread = new Thread(client, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Lets all clients end their visits. A client that does not end in time is a problem. */
    void stop(ProblemLog problems) throws InterruptedException {
        stopped = true;
        long deadline = Clock.now() + PATIENCE;
        for (Thread thread : threads) {
            thread.join(Math.max(1, deadline - Clock.now()));
            if (thread.isAlive()) {
                problems.add("part failed", thread.getName() + " did not end", "");
            }
        }
    }
}
