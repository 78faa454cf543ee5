package org.dayfly.server.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.copy.Snapshots;
import org.dayfly.server.create.AfterUse;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.Rests;
import org.dayfly.server.task.BlockingTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets sessions join databases that exist, and handles the end of the last session on a database. Safe for use by any
 * thread.
 */
public final class Joins {
    private static final Logger log = LoggerFactory.getLogger(Joins.class);

    /** Each try waits for a snapshot. Another snapshot is due only if sessions came and went in between. */
    private static final int TRIES = 30;

    private final Leases leases;
    private final KnownLeases known;
    private final Snapshots snapshots;
    private final BlockingTasks tasks;
    private final Runnable wakeReaper;

    /**
     * Creates the joins of one server.
     *
     * @param known what is known of databases without the registry
     * @param wakeReaper called when there is a database to drop
     */
    public Joins(Leases leases, KnownLeases known, Snapshots snapshots, BlockingTasks tasks, Runnable wakeReaper) {
        this.leases = leases;
        this.known = known;
        this.snapshots = snapshots;
        this.tasks = tasks;
        this.wakeReaper = wakeReaper;
    }

    /**
     * Joins a database by its name. Fails if the database no longer exists, or never existed.
     */
    public CompletableFuture<Lease> to(DatabaseName name, Request request) {
        Optional<AfterUse> after = request.terms().after();
        Optional<Lease> there = after.isPresent() ? Optional.empty() : known.join(name);
        return there.map(CompletableFuture::completedFuture)
                .orElseGet(() -> to(() -> leases.join(name, after), request.left(), TRIES)
                        .thenApply(lease -> lease.orElseThrow()));
    }

    /**
     * Joins the database or the server of a key; empty if the key has neither. Fails if the key has the other kind than
     * the request. A word of the client about the database goes to the registry first, as in the other method.
     */
    public CompletableFuture<Optional<Lease>> to(Key key, Request request) {
        Optional<AfterUse> after = request.terms().after();
        Optional<Lease> there = after.isPresent() ? Optional.empty() : known.join(key, request.kind());
        return there.isPresent()
                ? CompletableFuture.completedFuture(there)
                : to(() -> leases.join(key, request.kind(), after), request.left(), TRIES);
    }

    /** Completes if a database is in service; otherwise fails as a join would. */
    public CompletableFuture<Void> stillIn(DatabaseName name) {
        return tasks.ask(() -> leases.late(name))
                .thenAccept(late -> late.ifPresent(why -> {
                    throw why;
                }));
    }

    /** The whole server of a key; empty if the key has none. */
    public CompletableFuture<Optional<DatabaseName>> server(Key key) {
        return tasks.ask(() -> leases.holder(key)
                .filter(holder -> holder.kind() == LeaseKind.SERVER)
                .map(Leases.Holder::name));
    }

    /** How many databases are in service. */
    public CompletableFuture<Integer> count() {
        return tasks.ask(leases::count);
    }

    /** Whether a key has a database or a whole server; empty if it has neither. */
    CompletableFuture<Optional<LeaseKind>> kindOf(Key key) {
        return tasks.ask(() -> leases.holder(key).map(Leases.Holder::kind));
    }

    /** The database of a key; empty if the key has no database. */
    CompletableFuture<Optional<DatabaseName>> inService(Key key) {
        return tasks.ask(() -> leases.holder(key).map(Leases.Holder::name));
    }

    /** Joins a database. If a snapshot of the database is due, the snapshot comes first. */
    private CompletableFuture<Optional<Lease>> to(
            BlockingTasks.Task<JoinOutcome> join, CompletionStage<?> left, int tries) {
        return tasks.ask(join).thenCompose(outcome -> {
            if (outcome instanceof JoinOutcome.Joined joined) {
                known.learn(joined.lease());
                return CompletableFuture.completedFuture(Optional.of(joined.lease()));
            }
            if (outcome instanceof JoinOutcome.Gone gone) {
                throw gone.why();
            }
            return outcome instanceof JoinOutcome.Sealing sealing
                    ? onceSealed(sealing.name(), join, left, tries)
                    : CompletableFuture.completedFuture(Optional.empty());
        });
    }

    private CompletableFuture<Optional<Lease>> onceSealed(
            DatabaseName name, BlockingTasks.Task<JoinOutcome> join, CompletionStage<?> left, int tries) {
        if (left.toCompletableFuture().isDone()) {
            throw new CancellationException("the client has left");
        }
        if (tries == 1) {
            throw ClientError.of(SqlState.OBJECT_IN_USE, "database \"%s\" is still being copied".formatted(name))
                    .withHint("try again in a moment");
        }
        return snapshots.letIn(name).thenCompose(open -> to(join, left, tries - 1));
    }

    /** Records the end of the last session on a database; see {@code Databases.left}. */
    public CompletableFuture<Void> left(DatabaseName name, boolean queried, int openedHere, int unasked) {
        return tasks.ask(() -> queried || !dropIfUnused(name, openedHere - unasked)
                        ? leases.rest(name, Duration.ZERO, queried, unasked)
                        : Optional.<Rests.Rest>empty())
                .handle((rest, failure) -> {
                    if (failure != null) {
                        log.debug("{}: could not record its rest, the reaper will record it", name, failure);
                    } else {
                        rest.ifPresent(it -> snapshot(name, it));
                    }
                    return null;
                });
    }

    private void snapshot(DatabaseName name, Rests.Rest rest) {
        rest.snapshotAfter().ifPresent(after -> {
            if (after.isZero()) {
                snapshots.take(name);
            } else {
                snapshots.takeAfter(after, name, rest.number());
            }
        });
    }

    private boolean dropIfUnused(DatabaseName name, int openedHere) throws SQLException {
        boolean reclaimed = leases.reclaimUnused(name, openedHere);
        if (reclaimed) {
            wakeReaper.run();
        }
        return reclaimed;
    }
}
