package org.dayfly.server.create;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reports how long a task has taken and which step it has reached, as long as the task lasts. A task such as the making
 * of a template may take hours. Safe for use by any thread.
 */
public final class LongWork implements AutoCloseable {
    private final String what;
    private final Consumer<String> say;
    private final long begun = System.nanoTime();
    private final ScheduledFuture<?> reminder;
    private volatile String step;

    /**
     * Starts to report on a task.
     *
     * @param what the task
     * @param step the first step
     * @param between the time between two lines
     * @param say gets each line
     */
    public LongWork(String what, String step, Duration between, ScheduledExecutorService timer, Consumer<String> say) {
        this.what = what;
        this.step = step;
        this.say = say;
        this.reminder = timer.scheduleWithFixedDelay(
                this::remind, between.toMillis(), between.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Notes the step that the task has reached. */
    public void step(String next) {
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
