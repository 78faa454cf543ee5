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
import java.util.function.Supplier;
import org.dayfly.config.ReaperSettings;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.drop.ServerSizes;
import org.dayfly.server.drop.SizeLimit;
import org.dayfly.server.drop.StrayServers;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.Backlog;
import org.dayfly.server.warm.ClientActivity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes databases out of service that are aged, idle, too large or half made, ends their sessions, then drops all
 * databases that are out of service, whatever the reason.
 *
 * <p>A timer starts each round, and a step that failed is tried again in the next round. The timer needs a thread of
 * its own, because a round waits for PostgreSQL. Two rounds never run at the same time.
 */
public final class Reaper {
    private static final Logger log = LoggerFactory.getLogger(Reaper.class);
    private static final Duration END_OF_SESSIONS = Duration.ofSeconds(2);

    private final LiveSessions sessions;
    private final Templates templates;
    private final ClientActivity activity;
    private final Supplier<ReaperSettings> settings;
    private final ScheduledExecutorService timer;
    private final Delays delays;
    private final ExpiredDatabases expiredDatabases;
    private final Reclaimer reclaimer;
    private final ServerSizes serverSizes;
    private final SizeLimit sizes;
    private final StrayServers strayServers;
    private final Backlog backlog = new Backlog();
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> rounds;
    private boolean failing;

    /**
     * Creates a reaper whose rounds have not started.
     *
     * @param settings the settings in force, which are read again in each round
     * @param timer has a thread of its own, which waits for PostgreSQL; the creator of the timer shuts it down
     * @param delays use another thread
     */
    public Reaper(
            Registry registry,
            LiveSessions sessions,
            Templates templates,
            ClientActivity activity,
            Supplier<ReaperSettings> settings,
            ScheduledExecutorService timer,
            Delays delays) {
        this.sessions = sessions;
        this.templates = templates;
        this.activity = activity;
        this.settings = settings;
        this.timer = timer;
        this.delays = delays;
        this.expiredDatabases = new ExpiredDatabases(registry.pool());
        this.reclaimer = new Reclaimer(registry);
        this.strayServers = new StrayServers(registry);
        this.serverSizes = new ServerSizes(registry, delays.nanoTime());
        this.sizes = new SizeLimit(registry.pool(), delays.nanoTime());
    }

    /**
     * Starts the rounds; the first round drops at once what an earlier run left behind. A second call starts a round at
     * once, and goes on in the interval that is in force then.
     */
    public synchronized void start() {
        if (rounds != null) {
            rounds.cancel(false);
        }
        long interval = settings.get().interval().toMillis();
        rounds = timer.scheduleWithFixedDelay(this::tick, 0, interval, TimeUnit.MILLISECONDS);
    }

    public Backlog backlog() {
        return backlog;
    }

    /**
     * Drops what is out of service, in the next quiet moment. Several calls before that moment count as one call. The
     * other steps of a round wait for the timer: where clients come one after the other there are many such calls.
     */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            begin(activity.now());
        }
    }

    private void begin(long since) {
        try {
            Duration wait = activity.until(since);
            if (wait.isZero()) {
                timer.execute(() -> dropDue(since));
            } else {
                timer.schedule(() -> begin(since), wait.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            log.debug("woken while shutting down");
        }
    }

    /**
     * Ends the sessions on databases that lost a key to another database. The client that replaced such a database must
     * find no session that is still on the old database.
     *
     * @param tasks does the work that waits for PostgreSQL
     * @return completes when the sessions have ended or took too long to end, and before the drop
     */
    CompletableFuture<Void> endReplaced(Key key, BlockingTasks tasks) {
        return tasks.ask(() -> expiredDatabases.replaced(key))
                .thenCompose(replaced -> endSessions(replaced)
                        .thenCompose(told -> tasks.ask(() -> {
                            for (Reclaimed database : replaced) {
                                reclaimer.endSessions(database.name());
                            }
                            return replaced;
                        })))
                .handle((replaced, failure) -> {
                    if (failure != null) {
                        log.debug("the next round ends the sessions on the old database of key {}", key, failure);
                    }
                    wake();
                    return null;
                });
    }

    /** Runs one round, which throws nothing. */
    public void tick() {
        long since = activity.now();
        attempt(() -> {
            // This step comes first: a database that is busy now is not idle.
            expiredDatabases.used(sessions.used());
            expiredDatabases.keep(templates.inForce());
            expiredDatabases.reclaim();
            serverSizes.look();
            sizes.look(settings.get().size());
            expiredDatabases.heal();
            expiredDatabases.takeOrphans();
            strayServers.remove();
            expiredDatabases.takeSealed();
            reclaim(expiredDatabases.due(), since);
            expiredDatabases.forget();
            worksAgain();
        });
    }

    /** @param since when the drops came up */
    private void dropDue(long since) {
        attempt(() -> reclaim(expiredDatabases.due(), since));
    }

    private synchronized void attempt(Step step) {
        woken.set(false);
        try {
            step.run();
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

    /** Only after a whole round: drops alone may work while another step fails. */
    private void worksAgain() {
        if (failing) {
            log.info("the reaper works again");
        }
        failing = false;
    }

    /** What waits for PostgreSQL. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    private void reclaim(List<Reclaimed> due, long since) throws SQLException {
        backlog.counted(due.size());
        endSessions(due).join();
        // A database that is not dropped stays on the list for the next start, or for another proxy that drops
        // databases.
        reclaimer.tryDrop(due, () -> !timer.isShutdown() && calmSince(since), backlog::dropped);
    }

    /** Whether the next drop disturbs no client, or has waited long enough; otherwise a later round does the drop. */
    private boolean calmSince(long since) {
        boolean calm = activity.until(since).isZero();
        if (!calm) {
            woken.set(true);
            begin(since);
        }
        return calm;
    }

    private CompletableFuture<Void> endSessions(List<Reclaimed> due) {
        return delays.within(
                        END_OF_SESSIONS,
                        CompletableFuture.allOf(due.stream().map(this::end).toArray(CompletableFuture<?>[]::new)))
                .exceptionally(failure -> {
                    log.debug("sessions that did not close are ended by the server", failure);
                    return null;
                });
    }

    /** Ends this proxy's sessions on a database that wait for a client; see {@link LiveSessions#endWaiting}. */
    public CompletableFuture<Void> endWaiting(DatabaseName database) {
        return sessions.endWaiting(database);
    }

    private CompletableFuture<Void> end(Reclaimed database) {
        try {
            return sessions.end(database.name(), database.ending()).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
