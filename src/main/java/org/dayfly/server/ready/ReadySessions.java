package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.config.value.DurationText;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.warm.WarmListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a session on each database that waits for a client, with the startup profile of a recent client. A client with
 * exactly this profile, on the same event loop, gets the session. A session is used once.
 *
 * <p>A session that cannot be opened, or that the server ends while it waits, is replaced after a rest. The rest grows
 * with each failure of the database. The startup profile rests too, unless another session shows that the profile is
 * not the cause. A profile that fails again and again is forgotten.
 *
 * <p>The sessions speak protocol 3.0, so that clients of every version can use them. Safe for use by any thread.
 */
public final class ReadySessions implements WarmListener {
    private static final Logger log = LoggerFactory.getLogger(ReadySessions.class);

    private final Opener opener;
    private final LongSupplier nanoTime;
    private final StartupProfiles startupProfiles;
    private final Lifetimes lifetimes;
    private final Backoff<DatabaseName> troubled;
    private final PreparedSessions prepared;

    /**
     * Opens sessions on these event loops.
     *
     * @param loops the event loops of clients
     * @param nanoTime a clock that runs on
     */
    public ReadySessions(Opener opener, List<EventLoop> loops, LongSupplier nanoTime) {
        this.opener = opener;
        this.nanoTime = nanoTime;
        this.prepared = new PreparedSessions(loops, nanoTime);
        this.startupProfiles = new StartupProfiles(nanoTime);
        this.lifetimes = new Lifetimes(nanoTime);
        this.troubled = new Backoff<>(nanoTime, Integer.MAX_VALUE);
    }

    /** Opens a session ahead of its client. */
    @FunctionalInterface
    public interface Opener {
        CompletableFuture<BackendSession> open(EventLoop loop, DatabaseName database, StartupProfile startupProfile);
    }

    /** How well the session on a database fits a client; the higher, the better. */
    public int suits(DatabaseName database, EventLoop loop, StartupProfile startupProfile) {
        return prepared.suits(database, loop, startupProfile);
    }

    /** Whether a session that fits a client is open by now. If so, the database is sure to exist. */
    public boolean isOpen(DatabaseName database, EventLoop loop, StartupProfile startupProfile) {
        return prepared.isOpen(database, loop, startupProfile);
    }

    /** Notes the startup profile of a client that has got its session. */
    public void learn(StartupProfile startupProfile) {
        startupProfiles.learn(startupProfile);
        prepareAll();
    }

    private void prepareAll() {
        prepared.databasesWithout().forEach(this::prepare);
    }

    /** Whether a session is open ahead, for whichever client. */
    public boolean isWaiting() {
        return prepared.isAnyOpen();
    }

    /**
     * Takes the session on a database that was handed out, for its client.
     *
     * @return empty if no session fits; the future may fail as any login may
     */
    public Optional<CompletableFuture<BackendSession>> take(
            DatabaseName database, EventLoop loop, StartupProfile startupProfile) {
        Optional<PreparedSession> there = remove(database);
        Optional<PreparedSession> fit = there.filter(it -> it.fits(loop, startupProfile));
        if (fit.isEmpty()) {
            there.ifPresent(PreparedSession::close);
        }
        fit.filter(PreparedSession::isOpen).ifPresent(it -> startupProfiles.worked(startupProfile));
        return fit.map(PreparedSession::session);
    }

    private Optional<PreparedSession> remove(DatabaseName database) {
        Optional<PreparedSession> removed = prepared.remove(database);
        troubled.forget(database);
        return removed;
    }

    @Override
    public void waits(DatabaseName database) {
        prepared.add(database);
    }

    @Override
    public void gone(DatabaseName database) {
        remove(database).ifPresent(PreparedSession::close);
    }

    @Override
    public void prepare(DatabaseName database) {
        if (!troubled.rests(database)) {
            prepared.begin(database, startupProfiles::next).ifPresent(begun -> open(database, begun));
        }
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
            return opener.open(begun.loop(), database, begun.startupProfile());
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Replaces a session if the server ends it or sends anything, and when the session is old. */
    private void watch(DatabaseName database, PreparedSession begun, BackendSession session) {
        session.onSound(() -> {
            if (prepared.forget(database, begun)) {
                session.close();
                lifetimes.ended(begun.startupProfile(), Duration.ofNanos(nanoTime.getAsLong() - begun.since()));
                rest(database, begun, true);
            }
        });
        Duration lifetime = lifetimes.of(begun.startupProfile(), DurationText.parseOption(session.rehearsed()));
        begun.loop()
                .schedule(() -> replace(database, begun, session, lifetime), lifetime.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Replaces an old session. If the server would soon end the session, this counts as if the server had ended it:
     * there is no point in opening such sessions without a pause.
     */
    private void replace(DatabaseName database, PreparedSession old, BackendSession session, Duration lifetime) {
        if (!prepared.forget(database, old)) {
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
        if (!prepared.forget(database, begun)) {
            return;
        }
        if (FailureCause.databaseIsGone(failure)) {
            gone(database);
        } else {
            rest(database, begun, FailureCause.profileMayCause(failure));
        }
    }

    /**
     * Lets a database rest, and the startup profile too if it may be the cause. Another session is opened afterwards.
     */
    private void rest(DatabaseName database, PreparedSession ended, boolean profileMayCause) {
        if (!prepared.contains(database)) {
            return;
        }
        Duration rest = troubled.failed(database, ended.since());
        if (profileMayCause && !prepared.hasOlder(ended)) {
            Duration its = startupProfiles.failed(ended.startupProfile(), ended.since());
            ended.loop().schedule(this::prepareAll, its.toNanos(), TimeUnit.NANOSECONDS);
        }
        ended.loop().schedule(() -> prepare(database), rest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
