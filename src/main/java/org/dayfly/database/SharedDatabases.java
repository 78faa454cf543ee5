package org.dayfly.database;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Databases that sessions share by a key, each made once, however many ask for it at once. Safe for any thread. */
final class SharedDatabases {
    private final Templates templates;
    private final Births births;
    private final Visits visits;
    private final Reaper reaper;
    private final Errands errands;
    private final SharedFlights flights;

    SharedDatabases(Templates templates, Births births, Visits visits, Reaper reaper, Errands errands) {
        this(templates, births, visits, reaper, errands, new SharedFlights());
    }

    private SharedDatabases(
            Templates templates, Births births, Visits visits, Reaper reaper, Errands errands, SharedFlights flights) {
        this.templates = templates;
        this.births = births;
        this.visits = visits;
        this.reaper = reaper;
        this.errands = errands;
        this.flights = flights;
    }

    /** The same, in step with this one, with other databases to come. */
    SharedDatabases with(Births others) {
        return new SharedDatabases(templates, others, visits, reaper, errands, flights);
    }

    CompletableFuture<Lease> share(Key key, Request request) {
        templates.refuseAsKey(key);
        request.checkWanted();
        if (flights.isAloft(key)) {
            return make(key, request, true);
        }
        return visits.to(key, request.left())
                .thenCompose(lease ->
                        lease.map(CompletableFuture::completedFuture).orElseGet(() -> make(key, request, false)));
    }

    /**
     * What another client has begun, in this proxy or in one beside it, is as good as what would be made here.
     *
     * @param looks whether to look first if there is a database by now
     */
    private CompletableFuture<Lease> make(Key key, Request request, boolean looks) {
        Wish wish = Wish.shared(key, request);
        return flights.join(key, wish, () -> looks ? found(wish, key) : births.make(wish), () -> found(wish, key))
                .thenCompose(
                        lease -> lease.map(CompletableFuture::completedFuture).orElseGet(() -> share(key, request)));
    }

    private CompletableFuture<Optional<Lease>> found(Wish wish, Key key) {
        return visits.to(key, wish.request().left())
                .thenCompose(lease -> lease.isPresent() ? CompletableFuture.completedFuture(lease) : births.make(wish));
    }

    CompletableFuture<Lease> reset(Key key, Request request) {
        templates.refuseAsKey(key);
        request.checkWanted();
        Wish wish = Wish.anew(key, request);
        return flights.begin(key, wish, () -> anew(wish, key))
                .map(flight -> flight.thenCompose(
                        lease -> lease.map(CompletableFuture::completedFuture).orElseGet(() -> share(key, request))))
                .orElseGet(() -> takeNewer(key, request));
    }

    private CompletableFuture<Optional<Lease>> anew(Wish wish, Key key) {
        return births.make(wish)
                .thenCompose(lease -> reaper.endReplaced(key, errands).thenApply(ended -> lease));
    }

    /** What another client has begun is as new as what would be made here, unless it was there by now. */
    private CompletableFuture<Lease> takeNewer(Key key, Request request) {
        Wish wish = Wish.anew(key, request);
        return visits.inService(key)
                .thenCompose(there -> flights.join(key, wish, () -> anew(wish, key), () -> anew(wish, key))
                        .thenCompose(lease -> lease.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> newer(key, request, there))));
    }

    private CompletableFuture<Lease> newer(Key key, Request request, Optional<DatabaseName> older) {
        return visits.inService(key)
                .thenCompose(there -> there.equals(older) ? reset(key, request) : share(key, request));
    }
}
