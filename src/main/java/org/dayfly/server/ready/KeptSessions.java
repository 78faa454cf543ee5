package org.dayfly.server.ready;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.Inquiry;
import org.dayfly.config.KeptSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.live.WaitingSessions;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.task.Delays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions whose clients have ended them, and that wait for another client of the same database. The next client must
 * have the same startup profile and be on the same event loop. The session is reset before it waits, and is checked
 * before the next client gets it ({@link SessionReset}). A session whose reset or check fails is closed, and so is a
 * session on which the server says anything while it waits. Safe for use by any thread.
 */
public final class KeptSessions implements WaitingSessions {
    private static final Logger log = LoggerFactory.getLogger(KeptSessions.class);

    private static final Duration TIDY = Duration.ofSeconds(1);

    private final Inquiry mark;
    private final Supplier<KeptSettings> settings;
    private final BooleanSupplier isShared;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final KeptStore store = new KeptStore();
    private final SettingsCheck check = new SettingsCheck();

    private KeptSessions(
            Inquiry mark, Supplier<KeptSettings> settings, BooleanSupplier isShared, LongSupplier nanoTime) {
        this.mark = mark;
        this.settings = settings;
        this.isShared = isShared;
        this.nanoTime = nanoTime;
    }

    /**
     * Keeps sessions on one server.
     *
     * @param serverVersion as server_version_num
     * @param isShared whether clients may send cancel requests through other proxies
     */
    static KeptSessions open(
            int serverVersion, Supplier<KeptSettings> settings, BooleanSupplier isShared, Delays delays) {
        KeptSessions sessions =
                new KeptSessions(SessionReset.mark(serverVersion), settings, isShared, delays.nanoTime());
        delays.repeat(sessions::tidy, TIDY, TIDY);
        return sessions;
    }

    /** Whether sessions are kept now. */
    boolean areWanted() {
        return settings.get().areWanted();
    }

    /**
     * Where the session of a client goes when the client ends it; empty if no sessions are kept.
     *
     * @param lone how many sessions were opened on the database if only one is left; otherwise negative
     */
    public Optional<Reuse> reuse(DatabaseName database, StartupProfile profile, IntSupplier lone) {
        return areWanted()
                ? Optional.of(session -> session.takeBack()
                        ? keep(new KeptSession(
                                database, profile, session, lone.getAsInt(), false, nanoTime.getAsLong()))
                        : IdleSession.end(session))
                : Optional.empty();
    }

    private CompletableFuture<Void> keep(KeptSession ended) {
        return during(
                        ended,
                        () -> ended.lone() > 0
                                ? check.isCurrent(ended.session(), SessionReset.DISCARD)
                                : IdleSession.ask(ended.session(), Inquiry.of(SessionReset.DISCARD))
                                        .thenApply(reset -> true))
                .thenCompose(isGood -> {
                    if (!isGood) {
                        return IdleSession.end(ended.session());
                    }
                    add(ended);
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** Asks the server something; false if the session is no longer good, or no longer needed. */
    private CompletableFuture<Boolean> during(KeptSession kept, Supplier<CompletableFuture<Boolean>> ask) {
        KeptStore.Reset begun = store.begin(kept.database());
        return ask.get().handle((isGood, failure) -> {
            if (failure != null) {
                log.debug("a session on {} cannot be kept", kept.database(), failure);
            }
            return store.end(begun) && failure == null && isGood;
        });
    }

    private void add(KeptSession kept) {
        store.add(kept, settings.get()).forEach(each -> IdleSession.end(each.session()));
        kept.session().onSound(() -> {
            if (store.remove(kept)) {
                log.debug("the server ended a session on {} that waited", kept.database());
                kept.session().close();
            }
        });
    }

    /**
     * Takes a session that waits, for a client.
     *
     * @param opened how many sessions were opened on the database, with the session of this client; negative if that is
     *     not known
     * @return empty if no session fits; the future fails if the session is no longer good
     */
    Optional<CompletableFuture<BackendSession>> take(DatabaseName database, SessionShape shape, int opened) {
        return store.take(database, shape).map(kept -> {
            CompletableFuture<BackendSession> checked = new CompletableFuture<>();
            if (kept.isSure(opened) && !isShared.getAsBoolean()) {
                handOver(kept, checked);
            } else {
                shape.loop().execute(() -> check(kept, checked));
            }
            return checked;
        });
    }

    private void check(KeptSession kept, CompletableFuture<BackendSession> checked) {
        CompletableFuture<Boolean> asked = kept.marked()
                ? check.isCurrent(kept.session(), SessionReset.REMOVE_MARK)
                : check.isCurrent(kept.session());
        asked.whenComplete((isCurrent, failure) -> {
            if (failure == null && isCurrent) {
                handOver(kept, checked);
            } else {
                kept.session().close();
                checked.completeExceptionally(new IllegalStateException("the session is no longer good", failure));
            }
        });
    }

    private void handOver(KeptSession kept, CompletableFuture<BackendSession> checked) {
        BackendSession session = kept.session();
        if (!isShared.getAsBoolean()) {
            session.renewKey(random);
        }
        if (!checked.complete(session)) {
            session.close();
        }
    }

    /**
     * Logs in. If the server refuses the login because there are too many sessions, gives up the sessions that wait on
     * the database, or else all that wait, and logs in again.
     */
    public CompletableFuture<BackendSession> makingRoom(
            DatabaseName database, Supplier<CompletableFuture<BackendSession>> login) {
        return login.get().exceptionallyCompose(refused -> {
            boolean forLackOfRoom = ClientError.in(refused)
                    .filter(error -> error.has(SqlState.TOO_MANY_CONNECTIONS))
                    .isPresent();
            if (!forLackOfRoom || store.isEmpty()) {
                return CompletableFuture.failedFuture(refused);
            }
            return (isOn(database) ? giveUp(database) : giveUpAll()).thenCompose(ended -> makingRoom(database, login));
        });
    }

    @Override
    public boolean isOn(DatabaseName database) {
        return store.isOn(database);
    }

    @Override
    public CompletableFuture<Void> giveUp(DatabaseName database) {
        return end(store.giveUp(database::equals));
    }

    /** Ends all sessions that wait. Completes as {@link #giveUp} does. */
    public CompletableFuture<Void> giveUpAll() {
        return end(store.giveUp(any -> true));
    }

    @Override
    public CompletableFuture<Void> rest(DatabaseName database) {
        return mark(each -> each.database().equals(database));
    }

    private CompletableFuture<Void> mark(Predicate<KeptSession> which) {
        return CompletableFuture.allOf(store.removeAll(each -> !each.marked() && which.test(each)).stream()
                .map(this::marked)
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> marked(KeptSession kept) {
        CompletableFuture<Void> marked = new CompletableFuture<>();
        kept.session()
                .channel()
                .eventLoop()
                .execute(() -> during(
                                kept,
                                () -> IdleSession.ask(kept.session(), mark).thenApply(done -> true))
                        .thenAccept(isMarked -> {
                            if (isMarked) {
                                add(kept.withMark());
                                marked.complete(null);
                            } else {
                                IdleSession.end(kept.session()).thenRun(() -> marked.complete(null));
                            }
                        }));
        return marked;
    }

    /** Ends sessions that have waited long. Marks those that wait while a client has a session on their database. */
    private void tidy() {
        long now = nanoTime.getAsLong();
        KeptSettings present = settings.get();
        end(store.removeAll(each ->
                !present.areWanted() || now - each.since() >= present.idle().toNanos()));
        mark(each -> now - each.since() >= TIDY.toNanos());
    }

    private static CompletableFuture<Void> end(Collection<KeptSession> sessions) {
        return CompletableFuture.allOf(
                sessions.stream().map(each -> IdleSession.end(each.session())).toArray(CompletableFuture<?>[]::new));
    }
}
