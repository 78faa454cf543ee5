package org.dayfly.server;

import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.copy.CopySources;
import org.dayfly.server.copy.SnapshotTaker;
import org.dayfly.server.copy.Snapshots;
import org.dayfly.server.copy.TemplateMaker;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.StrategyChoice;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.lease.Allocation;
import org.dayfly.server.lease.Allocator;
import org.dayfly.server.lease.BaseFinder;
import org.dayfly.server.lease.ClientCounts;
import org.dayfly.server.lease.CommittedAhead;
import org.dayfly.server.lease.DiscardedDatabases;
import org.dayfly.server.lease.HandOutQueue;
import org.dayfly.server.lease.Joins;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.lease.Leases;
import org.dayfly.server.lease.Reaper;
import org.dayfly.server.lease.RegistryHandOut;
import org.dayfly.server.lease.SharedDatabases;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.server.warm.CreationRate;
import org.dayfly.server.warm.Makers;
import org.dayfly.server.warm.WarmDatabases;
import org.dayfly.server.warm.WarmListener;

/**
 * The door to this room: makes databases, lets sessions join them, and is told when they leave.
 *
 * <p>Safe for use by any thread, and waits for nothing: what it answers is completed by a worker. Whatever is refused
 * or fails is a {@link ClientError}.
 */
public final class Databases implements AutoCloseable {
    private static final Duration TIDY = Duration.ofSeconds(1);
    private static final Duration COUNT = Duration.ofSeconds(5);

    private final Allocator allocator;
    private final Joins joins;
    private final SharedDatabases shared;
    private final TemplateMaker templates;
    private final WarmStock stock;
    private final SealedOwner owner;

    private Databases(
            Allocator allocator,
            Joins joins,
            SharedDatabases shared,
            TemplateMaker templates,
            WarmStock stock,
            SealedOwner owner) {
        this.allocator = allocator;
        this.joins = joins;
        this.shared = shared;
        this.templates = templates;
        this.stock = stock;
        this.owner = owner;
    }

    /**
     * Opens the door.
     *
     * @param settings for databases handed out from now on
     * @param strategy how to make databases; empty: whichever is measured as faster on this server, now
     * @param warmListener hears of databases that wait for a client
     * @param activity hears of clients that come, and tells makers when none does
     */
    public static Databases open(
            Registry registry,
            Templates templates,
            DatabaseSettings settings,
            Reaper reaper,
            Optional<CreateStrategy> strategy,
            ServerExecutors executors,
            WarmListener warmListener,
            ClientActivity activity) {
        SecureRandom random = new SecureRandom();
        BlockingTasks tasks = new BlockingTasks(executors.workers());
        DatabaseMaker maker = new DatabaseMaker(
                registry,
                () -> DatabaseName.random(random),
                strategy.orElse(CreateStrategy.SERVER_DEFAULT),
                reaper::wake);
        if (strategy.isEmpty()) {
            maker.by(new StrategyChoice(maker).faster(registry.server()));
        }
        SealedOwner owner = new SealedOwner(settings.copies().owner());
        Snapshots snapshots = new Snapshots(
                new SnapshotTaker(registry, maker, owner, reaper::wake), new BlockingTasks(executors.preparers()));
        Leases leases = new Leases(registry.pool());
        RegistryHandOut registryHandOut = new RegistryHandOut(registry, random);
        BlockingTasks atDesk = new BlockingTasks(executors.handOut());
        DiscardedDatabases discarded = new DiscardedDatabases(registry.pool(), tasks, reaper::wake);
        CommittedAhead committedAhead = new CommittedAhead(
                settings.quota().databases(),
                InstantSource.system(),
                registryHandOut,
                atDesk,
                reaper::wake,
                discarded::add);
        HandOutQueue handOutQueue =
                new HandOutQueue(registry, registryHandOut, committedAhead, atDesk, discarded, reaper::wake);
        handOutQueue.open();
        WarmDatabases warm = new WarmDatabases(
                new Makers(
                        (base, role) -> maker.makeWarm(base, role, registryHandOut.keeper()),
                        new BlockingTasks(executors.makers().threads()),
                        executors.makers().count(),
                        reaper.backlog()),
                settings,
                handOutQueue::discard,
                warmListener.andThen(committedAhead::give),
                activity);
        executors.timer().scheduleWithFixedDelay(warm::tidy, TIDY.toMillis(), TIDY.toMillis(), TimeUnit.MILLISECONDS);
        executors
                .timer()
                .scheduleWithFixedDelay(handOutQueue::settle, TIDY.toMillis(), TIDY.toMillis(), TimeUnit.MILLISECONDS);
        TemplateMaker templateMaker = new TemplateMaker(registry, maker, templates, owner, executors.timer());
        BaseFinder baseFinder =
                new BaseFinder(templates, templateMaker, new CopySources(registry, snapshots, tasks), leases, tasks);
        ClientCounts clientCounts =
                new ClientCounts(registry.pool(), settings.quota().perAddress());
        executors
                .timer()
                .scheduleWithFixedDelay(
                        () -> tasks.ask(clientCounts::count), 0, COUNT.toMillis(), TimeUnit.MILLISECONDS);
        Allocator allocator = new Allocator(
                settings, baseFinder, warm, handOutQueue, clientCounts, new CreationRate(Ticker.systemTicker()));
        Joins joins = new Joins(leases, snapshots, tasks, reaper::wake);
        return new Databases(
                allocator,
                joins,
                new SharedDatabases(templates, allocator, joins, reaper, tasks),
                templateMaker,
                new WarmStock(warm, handOutQueue, new Reclaimer(registry)),
                owner);
    }

    /** The same door under other settings, for databases handed out from now on. */
    public Databases under(DatabaseSettings settings) {
        stock.under(settings);
        owner.under(settings.copies().owner());
        Allocator others = allocator.under(settings);
        allocator.clientCounts().limit(settings.quota().perAddress());
        return new Databases(others, joins, shared.with(others), templates, stock, owner);
    }

    /**
     * Makes the templates that are new or changed, and puts them in force; what cannot be made is logged. Waits for
     * that: it may take as long as their scripts do.
     *
     * @param hears of each template that is made, and again while that takes long; a line at a time
     */
    public void prepare(TemplatesSettings settings, Consumer<String> hears) {
        templates.make(settings, hears).ifPresent(stock.databases()::prepare);
    }

    /** Makes a fresh database and hands it out; it is committed when this completes. */
    public CompletableFuture<Lease> make(Request request) {
        return allocator.make(Allocation.fresh(request)).thenApply(Optional::orElseThrow);
    }

    /** Hands out the database of a key, which is made first if there is none: once, however many ask at once. */
    public CompletableFuture<Lease> share(Key key, Request request) {
        return shared.share(key, request);
    }

    /**
     * Puts a fresh database under a key, empty or a copy as was what is there, which is dropped. Whoever asks for the
     * key before that is there, be it for a reset too, gets that one.
     */
    public CompletableFuture<Lease> reset(Key key, Request request) {
        return shared.reset(key, request);
    }

    /**
     * Whether the registry knows of a session that a database was just handed out to: until this completes, nothing may
     * be answered to it; if it fails, the session has to end.
     */
    public CompletableFuture<Void> kept(DatabaseName name) {
        return stock.committed().kept(name);
    }

    /**
     * Hands a database out once more, to a session that has shown the password of its role.
     *
     * @param left completes when the client has no use for it any more
     */
    public CompletableFuture<Lease> join(DatabaseName name, CompletionStage<?> left) {
        return stock.committed().settled(name).thenCompose(known -> joins.to(name, left));
    }

    /** Completes if a database that was handed out is still in service; else fails with what became of it. */
    public CompletableFuture<Void> stillIn(DatabaseName name) {
        return joins.stillIn(name);
    }

    /**
     * Tells that no session is open here on a database any more. A database on which no client ever sent a query is
     * dropped; a shared one may get a snapshot, see {@link Snapshots}.
     *
     * @param queried whether any of them sent a query
     * @param openedHere how many sessions this proxy opened on it since it was last told this
     * @return completes when the registry has heard of it, or cannot
     */
    public CompletableFuture<Void> left(DatabaseName name, boolean queried, int openedHere) {
        return stock.committed().settled(name).thenCompose(known -> joins.left(name, queried, openedHere));
    }

    /** Drops the warm databases. Those that take too long are left to the next start, or to another proxy. */
    @Override
    public void close() {
        stock.close();
    }
}
