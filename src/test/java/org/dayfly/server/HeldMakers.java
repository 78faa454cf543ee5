package org.dayfly.server;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.dayfly.Eventually;

/** Makers that work when the test lets them. */
final class HeldMakers implements Executor {
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable work) {
        held.add(work);
    }

    /** Waits until there is something to make. */
    void asked() throws Exception {
        Eventually.holds("a database is to be made", () -> !held.isEmpty());
    }

    /** Makes databases until the answer is complete. */
    <T> CompletableFuture<T> workFor(CompletableFuture<T> answer) throws Exception {
        Eventually.holds("there is an answer", () -> {
            Runnable work = held.poll();
            if (work != null) {
                work.run();
            }
            return answer.isDone();
        });
        return answer;
    }
}
