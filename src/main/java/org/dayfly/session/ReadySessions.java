package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.config.DurationText;
import org.dayfly.database.Anteroom;
import org.dayfly.database.DatabaseName;
import org.dayfly.protocol.ProtocolVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a session on each database that waits for a client, as clients of late had theirs, and has it for a client that
 * comes in the very same way, on the event loop that it is on. It is used once.
 *
 * <p>A session that cannot be opened, or that the server ends while it waits, is replaced after a rest that grows with
 * each failure: of the database, and of the habit unless another session shows that the habit is not to blame. A habit
 * that fails again and again is forgotten.
 *
 * <p>They speak protocol 3.0, so that clients of every version can have them. Safe for use by any thread.
 */
public final class ReadySessions implements Anteroom {
    private static final Logger log = LoggerFactory.getLogger(ReadySessions.class);

    private static final int FITS = 3;
    private static final int WITHOUT_SESSION = 2;
    private static final int OTHER_LOOP = 1;
    private static final int OTHER_HABIT = 0;

    private final Opener opener;
    private final List<EventLoop> loops;
    private final LongSupplier nanoTime;
    private final Habits habits;
    private final Lifetimes lifetimes;
    private final Setbacks<DatabaseName> troubled;
    private final Set<DatabaseName> waiting = new HashSet<>();
    private final Map<DatabaseName, PreparedSession> prepared = new HashMap<>();

    /** @param loops that clients are on */
    public ReadySessions(IssuedLogin login, List<EventLoop> loops) {
        this(
                (loop, database, habit) -> login.openAhead(
                        loop,
                        database,
                        habit.startup(ProtocolVersion.V3_0, database.value(), login.url(database, habit.place()))),
                loops,
                System::nanoTime);
    }

    ReadySessions(Opener opener, List<EventLoop> loops, LongSupplier nanoTime) {
        this.opener = opener;
        this.loops = loops;
        this.nanoTime = nanoTime;
        this.habits = new Habits(nanoTime);
        this.lifetimes = new Lifetimes(nanoTime);
        this.troubled = new Setbacks<>(nanoTime, Integer.MAX_VALUE);
    }

    /** Opens a session ahead of its client. */
    @FunctionalInterface
    interface Opener {
        CompletableFuture<BackendSession> open(EventLoop loop, DatabaseName database, Habit habit);
    }

    /** How well the session that there is on a database suits a client. */
    synchronized int suits(DatabaseName database, EventLoop loop, Habit habit) {
        PreparedSession there = prepared.get(database);
        if (there == null) {
            return WITHOUT_SESSION;
        }
        return there.fits(loop, habit) ? FITS : there.habit().equals(habit) ? OTHER_LOOP : OTHER_HABIT;
    }

    /** Whether a session that suits is open by now, so that the database is sure to be there. */
    synchronized boolean isOpen(DatabaseName database, EventLoop loop, Habit habit) {
        PreparedSession there = prepared.get(database);
        return there != null && there.fits(loop, habit) && there.isOpen();
    }

    /** Takes note of how a client came that has its session. */
    void learn(Habit habit) {
        habits.learn(habit);
        prepareAll();
    }

    private void prepareAll() {
        List<DatabaseName> without;
        synchronized (this) {
            without = waiting.stream().filter(it -> !prepared.containsKey(it)).toList();
        }
        without.forEach(this::prepare);
    }

    /**
     * Takes the session on a database that was handed out, for its client.
     *
     * @return empty if none fits; it may fail as any login may
     */
    Optional<CompletableFuture<BackendSession>> take(DatabaseName database, EventLoop loop, Habit habit) {
        Optional<PreparedSession> there = remove(database);
        Optional<PreparedSession> fit = there.filter(it -> it.fits(loop, habit));
        if (fit.isEmpty()) {
            there.ifPresent(PreparedSession::close);
        }
        fit.filter(PreparedSession::isOpen).ifPresent(it -> habits.worked(habit));
        return fit.map(PreparedSession::session);
    }

    private synchronized Optional<PreparedSession> remove(DatabaseName database) {
        waiting.remove(database);
        troubled.forget(database);
        return Optional.ofNullable(prepared.remove(database));
    }

    @Override
    public synchronized void waits(DatabaseName database) {
        waiting.add(database);
    }

    @Override
    public void gone(DatabaseName database) {
        remove(database).ifPresent(PreparedSession::close);
    }

    @Override
    public void prepare(DatabaseName database) {
        Optional<PreparedSession> begun = begin(database);
        begun.ifPresent(it -> open(database, it));
    }

    private synchronized Optional<PreparedSession> begin(DatabaseName database) {
        if (!waiting.contains(database) || prepared.containsKey(database) || troubled.rests(database)) {
            return Optional.empty();
        }
        List<PreparedSession> others = List.copyOf(prepared.values());
        Optional<PreparedSession> begun = habits.next(
                        others.stream().map(PreparedSession::habit).toList())
                .map(habit -> new PreparedSession(
                        habit, quietest(habit, others), nanoTime.getAsLong(), new CompletableFuture<>()));
        begun.ifPresent(it -> prepared.put(database, it));
        return begun;
    }

    /**
     * The loop with the fewest sessions for a habit, so that clients, who are dealt out in turn, find one on theirs.
     */
    private EventLoop quietest(Habit habit, List<PreparedSession> others) {
        return loops.stream()
                .min(Comparator.comparingLong(loop ->
                        others.stream().filter(it -> it.fits(loop, habit)).count()))
                .orElseThrow();
    }

    private void open(DatabaseName database, PreparedSession begun) {
        CompletableFuture<BackendSession> opening = opening(database, begun);
        begun.session().whenComplete((session, failure) -> {
            if (begun.session().isCancelled()) {
                opening.cancel(false);
            }
        });
        opening.whenComplete((session, failure) -> {
            if (failure != null) {
                log.debug("no session on {} is ready", database, failure);
                begun.session().completeExceptionally(failure);
                failed(database, begun, failure);
            } else if (begun.session().complete(session)) {
                watch(database, begun, session);
            } else {
                session.close();
            }
        });
    }

    private CompletableFuture<BackendSession> opening(DatabaseName database, PreparedSession begun) {
        try {
            return opener.open(begun.loop(), database, begun.habit());
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /**
     * One that the server ends or says something on, and one that is old, is no good any more; another takes its place.
     */
    private void watch(DatabaseName database, PreparedSession begun, BackendSession session) {
        session.onSound(() -> {
            if (spoiled(database, begun)) {
                session.close();
                lifetimes.ended(begun.habit(), Duration.ofNanos(nanoTime.getAsLong() - begun.since()));
                rest(database, begun, true);
            }
        });
        Duration lifetime = lifetimes.of(begun.habit(), DurationText.parseOption(session.rehearsed()));
        begun.loop()
                .schedule(() -> replace(database, begun, session, lifetime), lifetime.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * One that would soon be ended by the server counts as one that was: there is no point in opening them without
     * pause.
     */
    private void replace(DatabaseName database, PreparedSession old, BackendSession session, Duration lifetime) {
        if (!spoiled(database, old)) {
            return;
        }
        session.close();
        if (lifetime.compareTo(Lifetimes.LONGEST) < 0) {
            rest(database, old, true);
        } else {
            prepare(database);
        }
    }

    private void failed(DatabaseName database, PreparedSession begun, Throwable failure) {
        if (!spoiled(database, begun)) {
            return;
        }
        if (Blame.databaseIsGone(failure)) {
            gone(database);
        } else {
            rest(database, begun, Blame.habitMayCause(failure));
        }
    }

    /** Has a database rest, and the habit if that may be the cause; then another session is opened. */
    private void rest(DatabaseName database, PreparedSession ended, boolean habitMayCause) {
        Duration rest;
        synchronized (this) {
            if (!waiting.contains(database)) {
                return;
            }
            rest = troubled.failed(database, ended.since());
            if (habitMayCause && !outlived(ended)) {
                Duration its = habits.failed(ended.habit(), ended.since());
                ended.loop().schedule(this::prepareAll, its.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
        ended.loop().schedule(() -> prepare(database), rest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Whether an older session shows that the habit is not the cause: such sessions can wait longer than this one did.
     */
    private boolean outlived(PreparedSession ended) {
        return prepared.values().stream()
                .anyMatch(it -> it.isOpen() && it.habit().equals(ended.habit()) && it.since() - ended.since() <= 0);
    }

    /** Forgets a session unless it was taken; whether it was there to forget. */
    private synchronized boolean spoiled(DatabaseName database, PreparedSession session) {
        return prepared.remove(database, session);
    }
}
