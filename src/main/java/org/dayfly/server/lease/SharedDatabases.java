package org.dayfly.server.lease;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.task.BlockingTasks;

/**
 * Databases that sessions share by a key. Each is made once, however many sessions ask at once. Safe for use by any
 * thread.
 */
public final class SharedDatabases {
    private final Templates templates;
    private final Allocator allocator;
    private final Joins joins;
    private final Reaper reaper;
    private final BlockingTasks tasks;
    private final SingleFlightByKey singleFlight = new SingleFlightByKey();

    public SharedDatabases(Templates templates, Allocator allocator, Joins joins, Reaper reaper, BlockingTasks tasks) {
        this.templates = templates;
        this.allocator = allocator;
        this.joins = joins;
        this.reaper = reaper;
        this.tasks = tasks;
    }

    /** Whether a source is a template. */
    public boolean hasTemplate(Key source) {
        return templates.has(source);
    }

    public CompletableFuture<Lease> share(Key key, Request request) {
        templates.refuseAsKey(key);
        request.checkWanted();
        if (singleFlight.isUnderWay(key)) {
            return make(key, request, true);
        }
        return joins.to(key, request)
                .thenCompose(lease ->
                        lease.map(CompletableFuture::completedFuture).orElseGet(() -> make(key, request, false)));
    }

    /**
     * Makes the database of a key, or waits for another client that makes the database, in this proxy or in another
     * proxy. The database of the other client is as good as a new database.
     *
     * @param looks whether to look first if there is a database now
     */
    private CompletableFuture<Lease> make(Key key, Request request, boolean looks) {
        Allocation allocation = Allocation.shared(key, request);
        return singleFlight
                .join(
                        key,
                        allocation,
                        () -> looks ? found(allocation, key) : allocator.make(allocation),
                        () -> found(allocation, key))
                .thenCompose(
                        lease -> lease.map(CompletableFuture::completedFuture).orElseGet(() -> share(key, request)));
    }

    private CompletableFuture<Optional<Lease>> found(Allocation allocation, Key key) {
        return joins.to(key, allocation.request())
                .thenCompose(lease ->
                        lease.isPresent() ? CompletableFuture.completedFuture(lease) : allocator.make(allocation));
    }

    public CompletableFuture<Lease> reset(Key key, Request request) {
        templates.refuseAsKey(key);
        request.checkWanted();
        Allocation allocation = Allocation.anew(key, request);
        return singleFlight
                .begin(key, allocation, () -> anew(allocation, key))
                .map(flight -> flight.thenCompose(lease ->
                        lease.map(CompletableFuture::completedFuture).orElseGet(() -> joinNewest(key, request))))
                .orElseGet(() -> takeNewer(key, request));
    }

    private CompletableFuture<Optional<Lease>> anew(Allocation allocation, Key key) {
        return allocator
                .make(allocation)
                .thenCompose(lease -> reaper.endReplaced(key, tasks).thenApply(ended -> lease));
    }

    /**
     * Waits for the database that another client is making. That database is as new as the result of a reset, unless
     * the key had the same database before.
     */
    private CompletableFuture<Lease> takeNewer(Key key, Request request) {
        Allocation allocation = Allocation.anew(key, request);
        return joins.inService(key)
                .thenCompose(there -> singleFlight
                        .join(key, allocation, () -> anew(allocation, key), () -> anew(allocation, key))
                        .thenCompose(lease -> lease.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> newer(key, request, there))));
    }

    private CompletableFuture<Lease> newer(Key key, Request request, Optional<DatabaseName> older) {
        return joins.inService(key)
                .thenCompose(there -> there.equals(older) ? reset(key, request) : joinNewest(key, request));
    }

    /** Joins the database or the server that another client has just put under a key. */
    private CompletableFuture<Lease> joinNewest(Key key, Request request) {
        return joins.kindOf(key).thenCompose(kind -> share(key, request.toJoin(kind.orElse(request.kind()))));
    }
}
