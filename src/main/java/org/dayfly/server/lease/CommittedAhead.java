package org.dayfly.server.lease;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Terms;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.task.BlockingTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits hand-outs in the registry before their clients connect, so that a client waits for no round trip to the
 * registry.
 *
 * <p>When a database enters the warm pool, its hand-out to the next client is committed (state {@code reserved} in the
 * registry). The client that takes the database gets it at once. The registry learns in the background which client
 * that is. The client gets no answer to a query before the registry has recorded the client. If the proxy dies before
 * that record, the client loses nothing. Safe for use by any thread.
 */
public final class CommittedAhead {
    private static final Logger log = LoggerFactory.getLogger(CommittedAhead.class);
    private static final CompletableFuture<Void> KEPT = CompletableFuture.completedFuture(null);

    private final InstantSource clock;
    private final RegistryHandOut registryHandOut;
    private final BlockingTasks handOutTasks;
    private final Runnable wakeReaper;
    private final Consumer<List<DatabaseName>> unkept;
    private final ToIntFunction<LeaseKind> max;
    private final Map<DatabaseName, Reserved> reserved = new ConcurrentHashMap<>();
    private final Map<DatabaseName, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();
    private final Set<DatabaseName> uncertain = ConcurrentHashMap.newKeySet();

    /**
     * Creates the store of hand-outs, with none committed.
     *
     * @param max how many databases of a kind there may be at the same time
     * @param clock the proxy's wall clock, not its running time, so that expiry times stay right after the machine
     *     slept
     * @param handOutTasks runs tasks on one thread
     * @param wakeReaper called when there is a database to drop
     * @param unkept gets databases that no client has, because the registry did not record the client
     */
    public CommittedAhead(
            ToIntFunction<LeaseKind> max,
            InstantSource clock,
            RegistryHandOut registryHandOut,
            BlockingTasks handOutTasks,
            Runnable wakeReaper,
            Consumer<List<DatabaseName>> unkept) {
        this.max = max;
        this.clock = clock;
        this.registryHandOut = registryHandOut;
        this.handOutTasks = handOutTasks;
        this.wakeReaper = wakeReaper;
        this.unkept = unkept;
    }

    /**
     * A hand-out that is committed ahead.
     *
     * @param ahead how far PostgreSQL's clock was ahead of the proxy's clock when the hand-out was committed
     */
    private record Reserved(LeaseKind kind, Duration ahead) {}

    /** Commits the hand-out of a warm database to the next client, if the limit allows it. */
    public void reserve(LeaseKind kind, DatabaseName name) {
        if (reserved.containsKey(name)) {
            return;
        }
        handOutTasks
                .ask(() -> {
                    uncertain.add(name);
                    RegistryHandOut.Reservation reservation = registryHandOut.reserve(name, max.applyAsInt(kind));
                    uncertain.remove(name);
                    if (reservation.made()) {
                        reserved.put(name, new Reserved(kind, Duration.between(clock.instant(), reservation.moment())));
                    }
                    return reservation;
                })
                .whenComplete((reservation, failure) -> {
                    if (failure != null) {
                        log.debug("could not commit the hand-out of {} ahead", name, failure);
                    } else if (reservation.madeRoom()) {
                        wakeReaper.run();
                    }
                });
    }

    /** Whether the hand-out of a database to the next client is committed. */
    boolean isReserved(DatabaseName name) {
        return reserved.containsKey(name);
    }

    /** Hands out a database whose hand-out is committed ahead; empty if the hand-out is not committed. */
    Optional<Lease> handOut(DatabaseName name, Terms terms) {
        Reserved reservation = reserved.remove(name);
        if (reservation == null) {
            return Optional.empty();
        }
        int most = max.applyAsInt(reservation.kind());
        Instant expiresAt = terms.ttl().isZero()
                ? Instant.MAX
                : clock.instant().plus(reservation.ahead()).plus(terms.ttl()).truncatedTo(ChronoUnit.MICROS);
        CompletableFuture<Void> kept = handOutTasks
                .ask(() -> registryHandOut.keep(name, terms, expiresAt, most))
                .thenAccept(answer -> kept(reservation.kind(), name, answer, most))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        unkept.accept(List.of(name));
                    }
                });
        pending.put(name, kept);
        kept.thenRun(() -> pending.remove(name, kept));
        return Optional.of(Lease.fresh(
                reservation.kind(),
                name,
                Optional.empty(),
                expiresAt,
                Optional.of(terms.idle()).filter(idle -> !idle.isZero()),
                Lease.Making.WARM));
    }

    private void kept(LeaseKind kind, DatabaseName name, RegistryHandOut.Kept answer, int most) {
        if (answer.madeRoom()) {
            wakeReaper.run();
        }
        forget(answer.withdrawn());
        if (answer.held().isPresent()) {
            throw LimitErrors.full(kind, most, answer.held().getAsInt());
        }
        if (!answer.inService()) {
            throw ClientError.of(
                            SqlState.ADMIN_SHUTDOWN, "%s \"%s\" was taken out of service".formatted(kind.word(), name))
                    .ofKind(ErrorKind.GONE)
                    .withHint(Reason.NEXT_STEP);
        }
    }

    /**
     * Completes when the registry knows which client has a database; fails if the registry will not record the client.
     */
    public CompletableFuture<Void> kept(DatabaseName name) {
        return pending.getOrDefault(name, KEPT);
    }

    /**
     * Completes when the registry knows the client, or has failed to record the client. Used by sessions that join
     * later. Forgets a failure.
     */
    public CompletableFuture<Void> settled(DatabaseName name) {
        return kept(name).handle((kept, failure) -> {
            pending.remove(name);
            return null;
        });
    }

    /**
     * Forgets the committed hand-out of a database that is out of service, or is handed out in another way. The other
     * hand-out replaces the committed hand-out in the registry.
     */
    public void forget(DatabaseName name) {
        reserved.remove(name);
    }

    /**
     * Withdraws hand-outs that the registry may have committed without the knowledge of this proxy, because a
     * connection broke during the commit.
     */
    CompletableFuture<?> settleUncertain() {
        return uncertain.isEmpty()
                ? KEPT
                : handOutTasks.ask(() -> {
                    List<DatabaseName> names = List.copyOf(uncertain);
                    registryHandOut.withdraw(names);
                    names.forEach(uncertain::remove);
                    return names;
                });
    }

    /** Forgets all committed hand-outs that no client has yet. The registry then hands these databases out. */
    public void forgetAll() {
        reserved.clear();
    }

    /** Forgets hand-outs that were withdrawn, and hand-outs of databases that are taken out of service. */
    void forget(List<DatabaseName> names) {
        if (!names.isEmpty()) {
            handOutTasks.ask(() -> reserved.keySet().removeAll(names));
        }
    }
}
