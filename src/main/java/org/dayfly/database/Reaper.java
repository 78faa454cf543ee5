package org.dayfly.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is aged, idle or left half made: out of service first, then its sessions, then the database.
 *
 * <p>One timer drives it, and whatever goes wrong in one round is tried again in the next. It needs a thread of its own, for
 * it waits for PostgreSQL; never two at a time.
 */
public final class Reaper {
    private static final Logger log = LoggerFactory.getLogger(Reaper.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final LiveSessions sessions;
    private final ScheduledExecutorService timer;
    private final Reservations reservations;
    private final Reclaimer reclaimer;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> rounds;
    private boolean failing;

    /** @param timer a thread of its own; whoever made it shuts it down */
    public Reaper(Registry registry, LiveSessions sessions, ScheduledExecutorService timer) {
        this.sessions = sessions;
        this.timer = timer;
        this.reservations = new Reservations(registry.pool());
        this.reclaimer = new Reclaimer(registry.pool());
    }

    /** Clears away what an earlier run left behind, at once, and goes on from there. Again: at another interval. */
    public synchronized void start(Duration interval) {
        if (rounds != null) {
            rounds.cancel(false);
        }
        rounds = timer.scheduleWithFixedDelay(this::tick, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes the next round come now; calls in quick succession come to one. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                timer.execute(this::tick);
            } catch (RejectedExecutionException e) {
                log.debug("woken while shutting down");
            }
        }
    }

    /** One round, which throws nothing. */
    synchronized void tick() {
        woken.set(false);
        try {
            // First of all: what is busy now is not idle.
            reservations.used(sessions.used());
            reservations.takeOver();
            reservations.heal();
            reservations.takeOrphans();
            reclaim(reservations.due());
            reservations.forget();
            if (failing) {
                log.info("the reaper is at work again");
            }
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) {
                log.warn("the reaper waits for the server: {}", e.getMessage(), e);
            }
            failing = true;
        }
    }

    private void reclaim(List<Reclaimed> due) throws SQLException {
        sayFarewell(due);
        for (Reclaimed database : due) {
            if (timer.isShutdown() || !reclaimer.tryDrop(database)) {
                return; // the next start, or another proxy that is at it, sees the same list
            }
        }
    }

    private void sayFarewell(List<Reclaimed> due) {
        CompletableFuture<?>[] ended = due.stream().map(this::end).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ended).get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("sessions that did not close are ended by the server", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Void> end(Reclaimed database) {
        try {
            return sessions.end(database.name(), database.ending()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
