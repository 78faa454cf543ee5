package org.dayfly;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a dayfly that no client has used for some time. Databases of keys stay until the next start. */
final class IdleExit {
    /** How often it looks, in parts of the time. */
    private static final int PARTS = 30;

    private static final Logger log = LoggerFactory.getLogger(IdleExit.class);

    private final LongSupplier entered;
    private final LongSupplier open;
    private final Duration idle;
    private final LongSupplier nanoTime;
    private long known;
    private long used;

    /**
     * Begins to watch.
     *
     * @param entered how many sessions there were up to now
     * @param open how many sessions there are now
     */
    IdleExit(LongSupplier entered, LongSupplier open, Duration idle, LongSupplier nanoTime) {
        this.entered = entered;
        this.open = open;
        this.idle = idle;
        this.nanoTime = nanoTime;
        this.known = entered.getAsLong();
        this.used = nanoTime.getAsLong();
    }

    /** Closes the proxy as soon as no client has used it for this time. */
    static void watch(Proxy proxy, Duration idle) {
        IdleExit exit = new IdleExit(proxy.sessions()::entered, proxy.sessions()::count, idle, System::nanoTime);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dayfly-idle-exit");
            thread.setDaemon(true);
            return thread;
        });
        long pause = Math.max(1, idle.toMillis() / PARTS);
        timer.scheduleWithFixedDelay(
                () -> {
                    if (exit.isDue()) {
                        log.info("no client for {} s: stopping", idle.toSeconds());
                        proxy.close();
                        timer.shutdown();
                    }
                },
                pause,
                pause,
                TimeUnit.MILLISECONDS);
    }

    /** Whether no client has used the proxy for the time. */
    boolean isDue() {
        long now = nanoTime.getAsLong();
        if (open.getAsLong() > 0 || entered.getAsLong() != known) {
            known = entered.getAsLong();
            used = now;
        }
        return now - used >= idle.toNanos();
    }
}
