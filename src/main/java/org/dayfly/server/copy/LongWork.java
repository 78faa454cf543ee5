package org.dayfly.server.copy;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Something that may take hours, such as the making of a template. As long as it lasts, it is told how long it has taken and
 * what is being done. Safe for use by any thread.
 */
final class LongWork implements AutoCloseable {
    private final String what;
    private final Consumer<String> say;
    private final long begun = System.nanoTime();
    private final ScheduledFuture<?> reminder;
    private volatile String step;

    /**
     * @param what is done
     * @param step what is done first
     * @param between two lines, as long as it lasts
     * @param say gets the lines
     */
    LongWork(String what, String step, Duration between, ScheduledExecutorService timer, Consumer<String> say) {
        this.what = what;
        this.step = step;
        this.say = say;
        this.reminder = timer.scheduleWithFixedDelay(
                this::remind, between.toMillis(), between.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Notes what is being done from now on. */
    void step(String next) {
        step = next;
    }

    private void remind() {
        say.accept(
                "%s: %d s so far, %s".formatted(what, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), step));
    }

    @Override
    public void close() {
        reminder.cancel(false);
    }
}
