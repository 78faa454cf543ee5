package org.dayfly.server.warm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dayfly.server.task.Delays;

/**
 * Tells when no client is being served, so that background work leaves the server's processors to clients. Safe for use
 * by any thread.
 */
public final class ClientActivity {
    /** A client that has its database this long after its request has its first answers too. */
    private static final Duration SERVED = Duration.ofMillis(8);

    /** The longest time that background work is put off. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final LongSupplier nanoTime;
    private final Function<Duration, CompletableFuture<?>> later;
    private volatile long lastAsked;

    /** @param later completes after the given time */
    ClientActivity(LongSupplier nanoTime, Function<Duration, CompletableFuture<?>> later) {
        this.nanoTime = nanoTime;
        this.later = later;
        this.lastAsked = nanoTime.getAsLong() - SERVED.toNanos();
    }

    /** Creates the activity, with the clock and the delays of a server. */
    public static ClientActivity on(Delays delays) {
        return new ClientActivity(delays.nanoTime(), delays::after);
    }

    /** Runs work after a wait. */
    void after(Duration wait, Runnable work) {
        later.apply(wait).thenRun(work);
    }

    /** Records that a client asks for a database now. */
    void disturbed() {
        lastAsked = nanoTime.getAsLong();
    }

    /** The moment now, for work that waits for a quiet moment and comes up now. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * How long to wait for a quiet moment; zero if this moment is quiet.
     *
     * @param since when the work came up
     */
    public Duration until(long since) {
        long now = nanoTime.getAsLong();
        long patience = since + PATIENCE.toNanos() - now;
        return Duration.ofNanos(Math.max(0, Math.min(patience, lastAsked + SERVED.toNanos() - now)));
    }
}
