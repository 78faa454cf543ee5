package org.dayfly.server.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dayfly.config.ReaperSettings;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.drop.SizeLimit;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.warm.Backlog;
import org.dayfly.server.warm.ClientActivity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what is aged, idle or left half made: out of service first, then its sessions, then the database.
 *
 * <p>One timer drives it, and whatever goes wrong in one round is tried again in the next. It needs a thread of its
 * own, for it waits for PostgreSQL; never two at a time.
 */
public final class Reaper {
    private static final Logger log = LoggerFactory.getLogger(Reaper.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final LiveSessions sessions;
    private final Templates templates;
    private final ClientActivity activity;
    private final ScheduledExecutorService timer;
    private final ExpiredDatabases expiredDatabases;
    private final Reclaimer reclaimer;
    private final SizeLimit sizes;
    private final Backlog backlog = new Backlog();
    private volatile long mostBytes;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> rounds;
    private boolean failing;

    /** @param timer a thread of its own; whoever made it shuts it down */
    public Reaper(
            Registry registry,
            LiveSessions sessions,
            Templates templates,
            ClientActivity activity,
            ScheduledExecutorService timer) {
        this.sessions = sessions;
        this.templates = templates;
        this.activity = activity;
        this.timer = timer;
        this.expiredDatabases = new ExpiredDatabases(registry.pool());
        this.reclaimer = new Reclaimer(registry);
        this.sizes = new SizeLimit(registry.pool());
    }

    /** Clears away what an earlier run left behind, at once, and goes on from there. Again: by other settings. */
    public synchronized void start(ReaperSettings settings) {
        mostBytes = settings.size();
        if (rounds != null) {
            rounds.cancel(false);
        }
        rounds = timer.scheduleWithFixedDelay(this::tick, 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    public Backlog backlog() {
        return backlog;
    }

    /** Makes the next round come in the next quiet moment; calls in quick succession come to one. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            begin(activity.now());
        }
    }

    private void begin(long since) {
        try {
            Duration wait = activity.until(since);
            if (wait.isZero()) {
                timer.execute(() -> tick(since));
            } else {
                timer.schedule(() -> begin(since), wait.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            log.debug("woken while shutting down");
        }
    }

    /**
     * Ends the sessions on what has lost a key to another database: whoever put that in its place is to find nobody who
     * is still in the old one.
     *
     * @param tasks does what waits for PostgreSQL
     * @return completes when they are over or took too long for that, and before the drop
     */
    CompletableFuture<Void> endReplaced(Key key, BlockingTasks tasks) {
        return tasks.ask(() -> expiredDatabases.replaced(key))
                .thenCompose(replaced -> farewell(replaced)
                        .thenCompose(told -> tasks.ask(() -> {
                            for (Reclaimed database : replaced) {
                                reclaimer.endSessions(database.name());
                            }
                            return replaced;
                        })))
                .handle((replaced, failure) -> {
                    if (failure != null) {
                        log.debug("sessions on what had key {} are ended by the next round", key, failure);
                    }
                    wake();
                    return null;
                });
    }

    /** One round, which throws nothing. */
    public void tick() {
        tick(activity.now());
    }

    /** @param since when there was a reason for it */
    private synchronized void tick(long since) {
        woken.set(false);
        try {
            // First of all: what is busy now is not idle.
            expiredDatabases.used(sessions.used());
            expiredDatabases.keep(templates.inForce());
            expiredDatabases.takeOver();
            sizes.look(mostBytes);
            expiredDatabases.heal();
            expiredDatabases.takeOrphans();
            expiredDatabases.takeSealed();
            reclaim(expiredDatabases.due(), since);
            expiredDatabases.forget();
            if (failing) {
                log.info("the reaper is at work again");
            }
            failing = false;
        } catch (SQLException e) {
            if (!failing) {
                log.warn("the reaper waits for the server: {}", e.getMessage());
                log.debug("it failed here", e);
            }
            failing = true;
        } catch (RuntimeException e) {
            if (!failing) {
                log.error("the reaper failed, and will try again", e);
            }
            failing = true;
        }
    }

    private void reclaim(List<Reclaimed> due, long since) throws SQLException {
        backlog.counted(due.size());
        farewell(due).join();
        // What is left the next start, or another proxy that is at it, sees on the same list.
        reclaimer.tryDrop(due, () -> !timer.isShutdown() && calmSince(since), backlog::dropped);
    }

    /** Whether the next drop disturbs nobody, or has waited long enough; else it comes later. */
    private boolean calmSince(long since) {
        boolean activity = this.activity.until(since).isZero();
        if (!activity) {
            woken.set(true);
            begin(since);
        }
        return activity;
    }

    private CompletableFuture<Void> farewell(List<Reclaimed> due) {
        return CompletableFuture.allOf(due.stream().map(this::end).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    log.debug("sessions that did not close are ended by the server", failure);
                    return null;
                });
    }

    private CompletableFuture<Void> end(Reclaimed database) {
        try {
            return sessions.end(database.name(), database.ending()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
