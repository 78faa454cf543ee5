package org.dayfly.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions that come to databases that are there, and the last ones that leave; safe for use by any thread. */
final class Visits {
    private static final Logger log = LoggerFactory.getLogger(Visits.class);

    private final Leases leases;
    private final Snapshots snapshots;
    private final Errands errands;
    private final Runnable wakeReaper;

    /** @param wakeReaper called when there is something to drop */
    Visits(Leases leases, Snapshots snapshots, Errands errands, Runnable wakeReaper) {
        this.leases = leases;
        this.snapshots = snapshots;
        this.errands = errands;
        this.wakeReaper = wakeReaper;
    }

    /** Fails if the database is not there any more, or never was. */
    CompletableFuture<Lease> to(DatabaseName name) {
        return to(name.value(), () -> leases.join(name))
                .thenCompose(lease -> lease.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> errands.ask(() -> {
                            throw leases.late(name);
                        })));
    }

    /** Fails as a visit would if a database is not in service any more. */
    CompletableFuture<Void> stillIn(DatabaseName name) {
        return errands.ask(() -> {
                    if (!leases.isInService(name)) {
                        throw leases.late(name);
                    }
                    return name;
                })
                .thenAccept(there -> {});
    }

    /** Empty if there is no database of that key. */
    CompletableFuture<Optional<Lease>> to(Key key) {
        return to(key.value(), () -> leases.join(key));
    }

    /** The database of a key; empty if there is none. */
    CompletableFuture<Optional<DatabaseName>> inService(Key key) {
        return errands.ask(() -> leases.inService(key));
    }

    /** Where a snapshot is due, it comes first. */
    private CompletableFuture<Optional<Lease>> to(String nameOrKey, Errands.Errand<Optional<Lease>> join) {
        return errands.ask(join)
                .thenCompose(lease -> lease.isPresent()
                        ? CompletableFuture.completedFuture(lease)
                        : errands.ask(() -> leases.sealDue(nameOrKey))
                                .thenCompose(due -> due.map(
                                                it -> snapshots.letIn(it).thenCompose(open -> to(nameOrKey, join)))
                                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))));
    }

    /** See {@link Databases#left}. */
    CompletableFuture<Void> left(DatabaseName name, boolean queried, int openedHere) {
        return errands.ask(() -> queried || !dropIfUnused(name, openedHere)
                        ? leases.rest(name, Duration.ZERO, queried)
                        : Optional.<Duration>empty())
                .handle((snapshotDue, failure) -> {
                    if (failure != null) {
                        log.debug("{}: the reaper will find out by itself that nobody is there", name, failure);
                    } else {
                        snapshotDue.ifPresent(delay -> snapshots.takeAfter(delay, name));
                    }
                    return null;
                });
    }

    private boolean dropIfUnused(DatabaseName name, int openedHere) throws SQLException {
        boolean reserved = leases.reserveUnused(name, openedHere);
        if (reserved) {
            wakeReaper.run();
        }
        return reserved;
    }
}
