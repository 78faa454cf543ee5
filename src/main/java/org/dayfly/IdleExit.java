package org.dayfly;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.background.UseMark;
import org.dayfly.machine.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a dayfly that no client has used for some time. Databases of keys stay until the next start. */
final class IdleExit {
    /** How often it looks, in parts of the time, and at least. */
    private static final int PARTS = 30;

    private static final long LONGEST_PAUSE_MILLIS = 2_000;

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

    /**
     * Closes the proxy as soon as no client has used it for this time.
     *
     * @param state the folder with the file that tells other programs of the user that dayfly is in use
     */
    static void watch(Proxy proxy, Duration idle, StateDirectory state) {
        IdleExit exit = new IdleExit(proxy.sessions()::entered, proxy.sessions()::count, idle, System::nanoTime);
        touch(state); // The first look is a pause later, and the first client may come before.
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dayfly-idle-exit");
            thread.setDaemon(true);
            return thread;
        });
        long pause = Math.max(1, Math.min(LONGEST_PAUSE_MILLIS, idle.toMillis() / PARTS));
        timer.scheduleWithFixedDelay(
                () -> {
                    if (exit.isUsed()) {
                        touch(state);
                    } else if (exit.isDue()) {
                        log.info("no client for {} s: stopping", idle.toSeconds());
                        proxy.close();
                        timer.shutdown();
                    }
                },
                pause,
                pause,
                TimeUnit.MILLISECONDS);
    }

    private static void touch(StateDirectory state) {
        try {
            UseMark.touch(state.path());
        } catch (IOException e) {
            log.debug("could not mark {} as used", state.path(), e);
        }
    }

    /** Whether a client uses the proxy, or has used it since the last call. */
    boolean isUsed() {
        boolean isUsed = open.getAsLong() > 0 || entered.getAsLong() != known;
        if (isUsed) {
            known = entered.getAsLong();
            used = nanoTime.getAsLong();
        }
        return isUsed;
    }

    /** Whether no client has used the proxy for the time. */
    boolean isDue() {
        return !isUsed() && nanoTime.getAsLong() - used >= idle.toNanos();
    }
}
