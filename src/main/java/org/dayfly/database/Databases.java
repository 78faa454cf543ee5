package org.dayfly.database;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.protocol.ClientError;

/**
 * The door to this room: makes databases, lets sessions join them, and is told when they leave.
 *
 * <p>Safe for use by any thread, and waits for nothing: what it answers is completed by a worker. Whatever is refused or
 * fails is a {@link ClientError}.
 */
public final class Databases {
    private final Births births;
    private final Visits visits;
    private final SharedDatabases shared;
    private final TemplateMaker templates;

    private Databases(Births births, Visits visits, SharedDatabases shared, TemplateMaker templates) {
        this.births = births;
        this.visits = visits;
        this.shared = shared;
        this.templates = templates;
    }

    /**
     * Opens the door.
     *
     * @param settings for databases made from now on
     * @param strategy how to make databases; empty: whichever is measured as faster on this server, now
     */
    public static Databases open(
            Registry registry,
            Templates templates,
            DatabaseSettings settings,
            Reaper reaper,
            Optional<CreateStrategy> strategy,
            Staff staff) {
        SecureRandom random = new SecureRandom();
        Errands errands = new Errands(staff.workers());
        DatabaseMaker maker =
                DatabaseMaker.choosing(registry, () -> DatabaseName.random(random), strategy, reaper::wake);
        Snapshots snapshots = new Snapshots(registry, maker, errands, new Errands(staff.preparers()), reaper::wake);
        Leases leases = new Leases(registry.pool());
        Births births = new Births(settings, new Origins(templates, snapshots, leases, errands), maker, errands);
        Visits visits = new Visits(leases, snapshots, errands, reaper::wake);
        return new Databases(
                births,
                visits,
                new SharedDatabases(templates, births, visits, reaper, errands),
                new TemplateMaker(registry, maker, templates));
    }

    /** The same door under other settings, for databases made from now on. */
    public Databases under(DatabaseSettings settings) {
        Births others = births.under(settings);
        return new Databases(others, visits, shared.with(others), templates);
    }

    /**
     * Makes the templates that are new or changed, and puts them in force; what cannot be made is logged. Waits for that: it
     * may take as long as their scripts do.
     */
    public void prepare(TemplatesSettings settings) {
        templates.make(settings);
    }

    /** Makes a fresh database and hands it out; it is committed when this completes. */
    public CompletableFuture<Lease> make(Request request) {
        return births.fresh(request);
    }

    /** Hands out the database of a key, which is made first if there is none: once, however many ask at once. */
    public CompletableFuture<Lease> share(Key key, Request request) {
        return shared.share(key, request);
    }

    /**
     * Puts a fresh database under a key, empty or a copy as was what is there, which is dropped. Whoever asks for the key
     * before that is there, be it for a reset too, gets that one.
     */
    public CompletableFuture<Lease> reset(Key key, Request request) {
        return shared.reset(key, request);
    }

    /** Hands a database out once more, to a session that has shown the password of its role. */
    public CompletableFuture<Lease> join(DatabaseName name) {
        return visits.to(name);
    }

    /**
     * Tells that no session is open here on a database any more. One on which no client ever sent a query goes; of one
     * that is shared a snapshot is taken.
     *
     * @param queried whether any of them sent a query
     * @param openedHere how many sessions this proxy opened on it since it was last told this
     * @return completes when the registry has heard of it, or cannot
     */
    public CompletableFuture<Void> left(DatabaseName name, boolean queried, int openedHere) {
        return visits.left(name, queried, openedHere);
    }
}
