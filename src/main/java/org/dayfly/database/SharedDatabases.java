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
    private final Flights<Key, Optional<Lease>> flights;

    SharedDatabases(Templates templates, Births births, Visits visits, Reaper reaper, Errands errands) {
        this(templates, births, visits, reaper, errands, new Flights<>());
    }

    private SharedDatabases(
            Templates templates,
            Births births,
            Visits visits,
            Reaper reaper,
            Errands errands,
            Flights<Key, Optional<Lease>> flights) {
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
        return flights.of(key)
                .map(aloft -> aloft.thenCompose(made -> share(key, request)))
                .orElseGet(() -> visits.to(key, request.left())
                        .thenCompose(lease ->
                                lease.map(CompletableFuture::completedFuture).orElseGet(() -> make(key, request))));
    }

    /** What another has begun, in this proxy or in one beside it, is as good as what would be made here. */
    private CompletableFuture<Lease> make(Key key, Request request) {
        return flights.begin(key, () -> births.shared(request, key))
                .map(flight -> flight.thenCompose(
                        lease -> lease.map(CompletableFuture::completedFuture).orElseGet(() -> share(key, request))))
                .orElseGet(() -> share(key, request));
    }

    CompletableFuture<Lease> reset(Key key, Request request) {
        templates.refuseAsKey(key);
        return flights.begin(
                        key,
                        () -> births.anew(request, key)
                                .thenCompose(lease ->
                                        reaper.endReplaced(key, errands).thenApply(ended -> lease)))
                .map(flight -> flight.thenCompose(
                        lease -> lease.map(CompletableFuture::completedFuture).orElseGet(() -> share(key, request))))
                .orElseGet(() -> shareNewer(key, request));
    }

    /** What another has begun is as new as what would be made here, unless it was there by now. */
    private CompletableFuture<Lease> shareNewer(Key key, Request request) {
        return visits.inService(key)
                .thenCompose(there -> share(key, request)
                        .thenCompose(lease -> there.equals(Optional.of(lease.name()))
                                ? reset(key, request)
                                : CompletableFuture.completedFuture(lease)));
    }
}
