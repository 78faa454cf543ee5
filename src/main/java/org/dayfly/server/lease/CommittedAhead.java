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
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Terms;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hand-outs that are committed before their client comes, so that it waits for no round trip to the registry.
 *
 * <p>A promise is given as a database joins those that are ready, to nobody in particular, and redeemed at once by the
 * client that takes it. Who that is the registry hears behind its back: the promise is kept then. Until that is
 * committed the client gets no answer to a query, and so nothing is lost if the proxy dies before. Safe for use by any
 * thread.
 */
public final class CommittedAhead {
    private static final Logger log = LoggerFactory.getLogger(CommittedAhead.class);
    private static final CompletableFuture<Void> KEPT = CompletableFuture.completedFuture(null);

    private final InstantSource clock;
    private final RegistryHandOut registryHandOut;
    private final BlockingTasks atDesk;
    private final Runnable wakeReaper;
    private final Consumer<List<DatabaseName>> unkept;
    private volatile int max;
    private final Map<DatabaseName, Given> given = new ConcurrentHashMap<>();
    private final Map<DatabaseName, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();
    private final Set<DatabaseName> uncertain = ConcurrentHashMap.newKeySet();

    /**
     * @param max databases at the same time
     * @param clock the proxy's own: by wall, not by its running time, so that a machine that slept is no worse off
     * @param atDesk done by one thread
     * @param wakeReaper called when there is something to drop
     * @param unkept gets databases that no client has, because the registry did not hear of the client
     */
    public CommittedAhead(
            int max,
            InstantSource clock,
            RegistryHandOut registryHandOut,
            BlockingTasks atDesk,
            Runnable wakeReaper,
            Consumer<List<DatabaseName>> unkept) {
        this.max = max;
        this.clock = clock;
        this.registryHandOut = registryHandOut;
        this.atDesk = atDesk;
        this.wakeReaper = wakeReaper;
        this.unkept = unkept;
    }

    /**
     * A promise.
     *
     * @param ahead by how much PostgreSQL's clock was ahead of the proxy's own when it was given
     */
    private record Given(Duration ahead) {}

    /** Sets how many databases there may be from now on. */
    public void limit(int max) {
        this.max = max;
    }

    /** CommittedAhead a warm database to the next client, if there is room. */
    public void give(DatabaseName name) {
        if (given.containsKey(name)) {
            return;
        }
        atDesk.ask(() -> {
                    uncertain.add(name);
                    RegistryHandOut.Promise promise = registryHandOut.promise(name, max);
                    uncertain.remove(name);
                    if (promise.given()) {
                        given.put(name, new Given(Duration.between(clock.instant(), promise.moment())));
                    }
                    return promise;
                })
                .whenComplete((promise, failure) -> {
                    if (failure != null) {
                        log.debug("{} is not promised", name, failure);
                    } else if (promise.madeRoom()) {
                        wakeReaper.run();
                    }
                });
    }

    /** Whether a database is promised to who comes. */
    boolean isGiven(DatabaseName name) {
        return given.containsKey(name);
    }

    /** Hands a database out on the strength of its promise; empty if there is none. */
    Optional<Lease> redeem(DatabaseName name, Terms terms) {
        Given promise = given.remove(name);
        if (promise == null) {
            return Optional.empty();
        }
        Instant expiresAt = terms.ttl().isZero()
                ? Instant.MAX
                : clock.instant().plus(promise.ahead()).plus(terms.ttl()).truncatedTo(ChronoUnit.MICROS);
        CompletableFuture<Void> kept = atDesk.ask(() -> registryHandOut.keep(name, terms, expiresAt, max))
                .thenAccept(answer -> kept(name, answer))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        unkept.accept(List.of(name));
                    }
                });
        pending.put(name, kept);
        kept.thenRun(() -> pending.remove(name, kept));
        return Optional.of(new Lease(
                name, Optional.empty(), expiresAt, Optional.of(terms.idle()).filter(idle -> !idle.isZero()), true));
    }

    private void kept(DatabaseName name, RegistryHandOut.Kept answer) {
        if (answer.madeRoom()) {
            wakeReaper.run();
        }
        forget(answer.withdrawn());
        if (answer.held().isPresent()) {
            throw LimitErrors.full(max, answer.held().getAsInt());
        }
        if (!answer.inService()) {
            throw ClientError.of(SqlState.ADMIN_SHUTDOWN, "database \"%s\" was taken out of service".formatted(name))
                    .withHint(Reason.NEXT_STEP);
        }
    }

    /** Completes when the registry knows who has a database; fails if it will not. */
    public CompletableFuture<Void> kept(DatabaseName name) {
        return pending.getOrDefault(name, KEPT);
    }

    /** The same for who only has to come after that; what has failed is forgotten. */
    public CompletableFuture<Void> settled(DatabaseName name) {
        return kept(name).handle((kept, failure) -> {
            pending.remove(name);
            return null;
        });
    }

    /** Forgets the promise of a database that is handed out otherwise; the hand-out ends it in the registry. */
    void forget(DatabaseName name) {
        given.remove(name);
    }

    /**
     * Settles promises of which the registry may know and this proxy does not, because a connection broke in between.
     */
    CompletableFuture<?> settleUncertain() {
        return uncertain.isEmpty()
                ? KEPT
                : atDesk.ask(() -> {
                    List<DatabaseName> names = List.copyOf(uncertain);
                    registryHandOut.withdraw(names);
                    names.forEach(uncertain::remove);
                    return names;
                });
    }

    /** Forgets promises that were withdrawn, and those of databases that are taken out of service. */
    void forget(List<DatabaseName> names) {
        if (!names.isEmpty()) {
            atDesk.ask(() -> given.keySet().removeAll(names));
        }
    }
}
