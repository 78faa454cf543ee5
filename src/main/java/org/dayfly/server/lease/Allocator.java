package org.dayfly.server.lease;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.Terms;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.WarmPools;

/**
 * Turns the request of a client into a database: finds the base, takes a warm database of that base, and hands it out.
 * Safe for use by any thread.
 */
public final class Allocator implements AutoCloseable {
    /** Many: a crash of the server can cost all warm databases, and a busy source can replace its snapshot often. */
    private static final int TRIES = 30;

    /** The number of tries that are left after a limit was reached once. */
    private static final int LAST_TRIES = 3;

    /** The errors that are not the fault of a source: every client that waits gets them. */
    private static final Set<ErrorKind> FOR_ALL = Set.of(ErrorKind.SERVER_UNREACHABLE, ErrorKind.OVER_LIMIT);

    /** How long a backend may take to exit after its client has left. A busy server needed 70 ms. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Supplier<DatabaseSettings> settings;
    private final BaseFinder baseFinder;
    private final WarmPools warm;
    private final HandOutQueue handOutQueue;
    private final ServerCounts counts;
    private final ProxyLimits limits;
    private final Membership membership;
    private final Delays delays;

    public Allocator(
            Supplier<DatabaseSettings> settings,
            BaseFinder baseFinder,
            WarmPools warm,
            HandOutQueue handOutQueue,
            ServerCounts counts,
            ProxyLimits limits,
            Membership membership,
            Delays delays) {
        this.settings = settings;
        this.baseFinder = baseFinder;
        this.warm = warm;
        this.handOutQueue = handOutQueue;
        this.counts = counts;
        this.limits = limits;
        this.membership = membership;
        this.delays = delays;
        limits.add(counts);
    }

    /**
     * Makes a database.
     *
     * @return empty if the key of the allocation has a database by now, or has another database than the one to replace
     */
    public CompletableFuture<Optional<Lease>> make(Allocation allocation) {
        if (membership.isDraining() && !allocation.replaces() && baseFinder.isOnAllServers(allocation)) {
            return CompletableFuture.failedFuture(MembershipErrors.draining());
        }
        Optional<InetAddress> client = allocation.request().client();
        int perMinute = settings.get().quota().creationsPerMinute();
        try {
            limits.rate().use(client, perMinute);
        } catch (ClientError refusal) {
            return CompletableFuture.failedFuture(PartialRefusal.byAddress(allocation, refusal));
        }
        long asked = delays.now();
        // A creation counts against the client's limit only if the client gets a database.
        return BlockingTasks.begun(() -> limits.known(counts).thenCompose(known -> begun(allocation)))
                .thenApply(made -> made.map(lease -> lease.after(Duration.ofNanos(delays.now() - asked))))
                .whenComplete((lease, failure) -> {
                    if (failure != null || lease.isEmpty()) {
                        limits.rate().giveBack(client, perMinute);
                    }
                });
    }

    private CompletableFuture<Optional<Lease>> begun(Allocation allocation) {
        return allocation.replaces()
                ? baseFinder.over(allocation).thenCompose(reset -> made(reset, TRIES))
                : made(allocation, TRIES);
    }

    private CompletableFuture<Optional<Lease>> made(Allocation allocation, int tries) {
        allocation.request().checkWanted();
        return origin(allocation).thenCompose(base -> {
            CompletableFuture<Optional<WarmDatabase>> next = warm.of(base).take(base, suits(allocation));
            Allocation served = allocation.served(next.isDone());
            return allocation
                    .request()
                    .wanted(next)
                    .thenCompose(taken -> taken.map(database -> handedOut(served, base, database, tries))
                            .orElseGet(() -> baseFinder.lost(base).thenCompose(found -> again(allocation, tries))));
        });
    }

    private CompletableFuture<Base> origin(Allocation allocation) {
        return BlockingTasks.begun(() -> baseFinder.of(
                        allocation.source(),
                        allocation.request(),
                        settings.get().copies().longestWait()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(ofOrigin(allocation, failure)));
    }

    /** The failure to find a base. It concerns all that wait for the key, or only those that want the same source. */
    static Throwable ofOrigin(Allocation allocation, Throwable failure) {
        return ClientError.in(failure)
                .filter(error -> !FOR_ALL.contains(error.kind()))
                .<Throwable>map(error -> PartialRefusal.byOrigin(allocation, error))
                .orElse(failure);
    }

    /**
     * Rates databases for a client. Of databases that suit the client equally well, a client without a key gets one
     * whose hand-out is committed ahead. A client with a key, or that keeps its database, cannot use such a hand-out,
     * and leaves that database to others.
     */
    private ToIntFunction<DatabaseName> suits(Allocation allocation) {
        boolean committed = allocation.mayBeCommittedAhead();
        return name -> 2 * allocation.request().suits().applyAsInt(name)
                + (handOutQueue.committedAhead().isReserved(name) == committed ? 1 : 0);
    }

    private CompletableFuture<Optional<Lease>> again(Allocation allocation, int tries) {
        if (tries == 1) {
            throw ClientError.of(SqlState.SYSTEM_ERROR, "each warm database was gone before it could be handed out")
                    .withHint("try again in a moment");
        }
        return made(allocation, tries - 1);
    }

    private CompletableFuture<Optional<Lease>> handedOut(
            Allocation allocation, Base base, WarmDatabase database, int tries) {
        Terms terms = Terms.of(allocation.request(), base, settings.get());
        HandOut order =
                new HandOut(database.name(), terms, allocation.key(), allocation.replaces(), allocation.replaced());
        Claim claim = limits.claim(counts, order);
        if (allocation.mayBeCommittedAhead()
                && allocation.request().attended().test(database.name())
                && !claim.near()) {
            CommittedAhead committedAhead = handOutQueue.committedAhead();
            Optional<Lease> lease = committedAhead.handOut(database.name(), terms);
            if (lease.isPresent()) {
                claim.follow(committedAhead.kept(database.name()));
                return CompletableFuture.completedFuture(lease);
            }
        }
        return handOutQueue
                .of(claim)
                .whenComplete((answer, failure) -> {
                    if (failure != null || answer.outcome() == HandOut.Outcome.GONE) {
                        warm.of(base).lost(database);
                    }
                })
                .thenCompose(answer -> switch (answer.outcome()) {
                    case FRESH ->
                        CompletableFuture.completedFuture(answer.until()
                                .map(until ->
                                        allocation.lease(base, database, terms.idle(), until, answer.tookItsPlace())));
                    case GONE -> again(allocation, tries);
                    case TAKEN -> {
                        warm.of(base).giveBack(database, base);
                        yield CompletableFuture.completedFuture(Optional.empty());
                    }
                    case ELSEWHERE -> {
                        warm.of(base).giveBack(database, base);
                        throw MembershipErrors.elsewhere();
                    }
                    case FULL, CROWDED, CROWDED_KEY -> {
                        warm.of(base).giveBack(database, base);
                        yield full(allocation, tries, claim, answer);
                    }
                });
    }

    /**
     * Tries again after a moment: the backend of a session that has just ended may take some milliseconds to exit. If
     * databases on other servers are in the way, these servers count again meanwhile. If they are still in the way,
     * those that are at rest give way.
     */
    private CompletableFuture<Optional<Lease>> full(
            Allocation allocation, int tries, Claim claim, RegistryHandOut.Answer answer) {
        Optional<HandOut.Limit> spread =
                claim.order().limit(answer.outcome()).filter(limit -> claim.elsewhere(limit.group()) > 0);
        if (tries > LAST_TRIES) {
            CompletableFuture<Void> counted =
                    spread.isPresent() ? limits.countOthers(counts) : CompletableFuture.completedFuture(null);
            return delays.after(MOMENT).thenCompose(over -> counted).thenCompose(over -> made(allocation, LAST_TRIES));
        }
        PartialRefusal refusal = refusal(allocation, claim.order(), answer);
        if (spread.isEmpty() || tries < LAST_TRIES) {
            throw refusal;
        }
        return limits.makeRoom(
                        counts,
                        spread.get().group(),
                        answer.held() + 1 - spread.get().most())
                .thenCompose(roomy -> {
                    if (!roomy) {
                        throw refusal;
                    }
                    return made(allocation, LAST_TRIES - 1);
                });
    }

    private static PartialRefusal refusal(Allocation allocation, HandOut order, RegistryHandOut.Answer answer) {
        return answer.outcome() == HandOut.Outcome.CROWDED
                ? PartialRefusal.byAddress(
                        allocation, LimitErrors.of(allocation.request().kind(), order, answer))
                : PartialRefusal.byRoom(
                        allocation, LimitErrors.of(allocation.request().kind(), order, answer));
    }

    /** The databases of the server no longer count for clients of other servers. */
    @Override
    public void close() {
        limits.remove(counts);
    }
}
