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
import org.dayfly.backend.BackendSession;
import org.dayfly.config.HostPort;
import org.dayfly.database.Anteroom;
import org.dayfly.database.DatabaseName;
import org.dayfly.protocol.ProtocolVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a session on each database that waits for a client, as clients of late had theirs, and has it for a client that comes
 * in the very same way, on the event loop that it is on. It is used once.
 *
 * <p>They speak protocol 3.0, so that clients of every version can have them. Safe for use by any thread.
 */
public final class ReadySessions implements Anteroom {
    private static final Logger log = LoggerFactory.getLogger(ReadySessions.class);

    /** Older ones are replaced: servers, and what is between, end sessions that rest for long. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** Before another try where none could be opened. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int FITS = 3;
    private static final int WITHOUT_SESSION = 2;
    private static final int OTHER_LOOP = 1;
    private static final int OTHER_HABIT = 0;

    private final IssuedLogin login;
    private final List<EventLoop> loops;
    private final Habits habits = new Habits();
    private final Set<DatabaseName> waiting = new HashSet<>();
    private final Map<DatabaseName, Prepared> prepared = new HashMap<>();

    /** @param loops that clients are on */
    public ReadySessions(IssuedLogin login, List<EventLoop> loops) {
        this.login = login;
        this.loops = loops;
    }

    /** A session that is open, or about to be. */
    private record Prepared(Habit habit, EventLoop loop, CompletableFuture<BackendSession> session) {
        boolean fits(EventLoop clients, Habit its) {
            return loop == clients && habit.equals(its);
        }

        /** Whoever wanted it does not any more. */
        void close() {
            if (!session.cancel(false)) {
                session.thenAccept(open -> loop.execute(open::close));
            }
        }
    }

    /** How well the session that there is on a database suits a client. */
    synchronized int suits(DatabaseName database, EventLoop loop, Habit habit) {
        Prepared there = prepared.get(database);
        if (there == null) {
            return WITHOUT_SESSION;
        }
        return there.fits(loop, habit) ? FITS : there.habit().equals(habit) ? OTHER_LOOP : OTHER_HABIT;
    }

    /** Whether a session that suits is open by now, so that the database is sure to be there. */
    synchronized boolean isOpen(DatabaseName database, EventLoop loop, Habit habit) {
        Prepared there = prepared.get(database);
        return there != null
                && there.fits(loop, habit)
                && there.session().isDone()
                && !there.session().isCompletedExceptionally();
    }

    /** Takes note of how a client comes. */
    void learn(Habit habit) {
        habits.learn(habit);
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
        Optional<Prepared> there = remove(database);
        Optional<Prepared> fit = there.filter(it -> it.fits(loop, habit));
        if (fit.isEmpty()) {
            there.ifPresent(Prepared::close);
        }
        return fit.map(Prepared::session);
    }

    private synchronized Optional<Prepared> remove(DatabaseName database) {
        waiting.remove(database);
        return Optional.ofNullable(prepared.remove(database));
    }

    @Override
    public void waits(DatabaseName database) {
        synchronized (this) {
            waiting.add(database);
        }
        prepare(database);
    }

    @Override
    public void gone(DatabaseName database) {
        remove(database).ifPresent(Prepared::close);
    }

    private void prepare(DatabaseName database) {
        Optional<Prepared> begun = begin(database);
        begun.ifPresent(it -> open(database, it));
    }

    private synchronized Optional<Prepared> begin(DatabaseName database) {
        if (!waiting.contains(database) || prepared.containsKey(database)) {
            return Optional.empty();
        }
        List<Prepared> others = List.copyOf(prepared.values());
        Optional<Prepared> begun = habits.next(
                        others.stream().map(Prepared::habit).toList())
                .map(habit -> new Prepared(habit, quietest(habit, others), new CompletableFuture<>()));
        begun.ifPresent(it -> prepared.put(database, it));
        return begun;
    }

    /** The loop with the fewest sessions for a habit, so that clients, who are dealt out in turn, find one on theirs. */
    private EventLoop quietest(Habit habit, List<Prepared> others) {
        return loops.stream()
                .min(Comparator.comparingLong(loop ->
                        others.stream().filter(it -> it.fits(loop, habit)).count()))
                .orElseThrow();
    }

    private void open(DatabaseName database, Prepared begun) {
        HostPort place = begun.habit().place();
        CompletableFuture<BackendSession> opening = login.openAhead(
                begun.loop(),
                database,
                begun.habit().startup(ProtocolVersion.V3_0, database.value(), login.url(database, place)));
        begun.session().whenComplete((session, failure) -> {
            if (begun.session().isCancelled()) {
                opening.cancel(false);
            }
        });
        opening.whenComplete((session, failure) -> {
            if (failure != null) {
                log.debug("no session on {} is ready", database, failure);
                begun.session().completeExceptionally(failure);
                spoiled(database, begun);
                begun.loop().schedule(() -> prepare(database), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            } else if (begun.session().complete(session)) {
                watch(database, begun, session);
            } else {
                session.close();
            }
        });
    }

    /** One that the server ends or says something on, and one that is old, is no good any more; another takes its place. */
    private void watch(DatabaseName database, Prepared begun, BackendSession session) {
        Runnable replace = () -> {
            if (spoiled(database, begun)) {
                session.close();
                prepare(database);
            }
        };
        session.onSound(replace);
        begun.loop().schedule(replace, MAX_AGE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Forgets a session unless it was taken; whether it was there to forget. */
    private synchronized boolean spoiled(DatabaseName database, Prepared session) {
        return prepared.remove(database, session);
    }
}
