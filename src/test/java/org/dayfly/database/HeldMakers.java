package org.dayfly.database;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** Makers that work when the test lets them. */
final class HeldMakers implements Executor {
    private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable work) {
        held.add(work);
    }

    /** Waits until there is something to make, and makes it. */
    void work() throws InterruptedException {
        held.take().run();
    }

    /** How many databases could be in the making. */
    int waiting() {
        return held.size();
    }
}
