package org.dayfly.server.warm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dayfly.server.registry.BlockingTasks;

/**
 * Tells when clients are not being served just now, so that work for later leaves the server's processors to them. Safe for use
 * by any thread.
 */
public final class ClientActivity {
    /** A client that has its database by then has its first answers too. */
    private static final Duration SERVED = Duration.ofMillis(8);

    /** Work for later is put off no longer. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final LongSupplier nanoTime;
    private final Function<Duration, CompletableFuture<?>> later;
    private volatile long lastAsked;

    /** @param later completes after a while */
    ClientActivity(LongSupplier nanoTime, Function<Duration, CompletableFuture<?>> later) {
        this.nanoTime = nanoTime;
        this.later = later;
        this.lastAsked = nanoTime.getAsLong() - SERVED.toNanos();
    }

    /** By the system's clock. */
    public static ClientActivity ofClients() {
        return new ClientActivity(System::nanoTime, BlockingTasks::later);
    }

    /** Does something after a while. */
    void after(Duration wait, Runnable work) {
        later.apply(wait).thenRun(work);
    }

    /** Notes that a client asks for a database now. */
    void disturbed() {
        lastAsked = nanoTime.getAsLong();
    }

    /** The moment that work comes up at which waits for a quiet one. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * How long to wait for a quiet moment; zero if this is one.
     *
     * @param since when the work came up
     */
    public Duration until(long since) {
        long now = nanoTime.getAsLong();
        long patience = since + PATIENCE.toNanos() - now;
        return Duration.ofNanos(Math.max(0, Math.min(patience, lastAsked + SERVED.toNanos() - now)));
    }
}
