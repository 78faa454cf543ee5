package org.dayfly.server;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.copy.CopySources;
import org.dayfly.server.copy.SealedSizes;
import org.dayfly.server.copy.SnapshotTaker;
import org.dayfly.server.copy.Snapshots;
import org.dayfly.server.copy.TemplateMaker;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.StrategyChoice;
import org.dayfly.server.create.Terms;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.drop.ReclaimListener;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.lease.Allocation;
import org.dayfly.server.lease.Allocator;
import org.dayfly.server.lease.BaseFinder;
import org.dayfly.server.lease.CommittedAhead;
import org.dayfly.server.lease.DiscardedDatabases;
import org.dayfly.server.lease.HandOutQueue;
import org.dayfly.server.lease.Joins;
import org.dayfly.server.lease.KnownLeases;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.lease.Leases;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.lease.Reaper;
import org.dayfly.server.lease.RegistryHandOut;
import org.dayfly.server.lease.ServerCounts;
import org.dayfly.server.lease.SharedDatabases;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.server.warm.WarmListeners;
import org.dayfly.server.warm.WarmPools;

/**
 * The databases of one server: makes databases, lets sessions join databases, and records the end of sessions. Safe for
 * use by any thread. A future is completed by a worker. A refusal or a failure is a {@link ClientError}.
 */
public final class Databases implements AutoCloseable {
    private static final Duration TIDY = Duration.ofSeconds(1);

    private final Allocator allocator;
    private final Joins joins;
    private final SharedDatabases shared;
    private final TemplateMaker templates;
    private final WarmStock stock;

    private Databases(
            Allocator allocator, Joins joins, SharedDatabases shared, TemplateMaker templates, WarmStock stock) {
        this.allocator = allocator;
        this.joins = joins;
        this.shared = shared;
        this.templates = templates;
        this.stock = stock;
    }

    /**
     * Creates the databases of one server, opens the hand-out connection, and starts the tasks that run at intervals.
     *
     * @param membership whether the server takes new databases, and which directory has its keys
     * @param settings the settings in force, which are read again for each database
     * @param limits the limits that hold over all servers of the proxy
     * @param strategy how to make databases; empty: the strategy that is measured now as faster on this server
     * @param listeners listeners for databases and whole servers that enter their pool
     * @param known what is known of databases without the registry
     * @param activity records when clients ask for databases, and tells the makers when no client is being served
     */
    public static Databases open(
            Registry registry,
            Membership membership,
            Templates templates,
            Supplier<DatabaseSettings> settings,
            ProxyLimits limits,
            Reaper reaper,
            Optional<CreateStrategy> strategy,
            ServerExecutors executors,
            WarmListeners listeners,
            KnownLeases known,
            ClientActivity activity) {
        SecureRandom random = new SecureRandom();
        Delays delays = executors.delays();
        BlockingTasks tasks = new BlockingTasks(executors.workers());
        DatabaseMaker maker = new DatabaseMaker(
                registry,
                () -> DatabaseName.random(random, registry.tag()),
                strategy.orElse(CreateStrategy.SERVER_DEFAULT),
                delays.timer(),
                reaper::wake);
        if (strategy.isEmpty()) {
            maker.by(new StrategyChoice(maker).faster(registry.server()));
        }
        SealedOwner owner = new SealedOwner(() -> settings.get().copies().owner());
        SealedSizes sizes = new SealedSizes(registry);
        SnapshotTaker taker = new SnapshotTaker(registry, maker, owner, sizes, reaper::endWaiting, reaper::wake);
        Snapshots snapshots = new Snapshots(taker, new BlockingTasks(executors.preparers()), delays);
        Leases leases = new Leases(registry.pool());
        RegistryHandOut registryHandOut = new RegistryHandOut(registry, membership, random);
        BlockingTasks handOutTasks = new BlockingTasks(executors.handOut());
        DiscardedDatabases discarded = new DiscardedDatabases(registry.pool(), tasks, reaper::wake);
        CommittedAhead committedAhead = new CommittedAhead(
                kind -> Terms.max(settings.get(), kind),
                InstantSource.system(),
                registryHandOut,
                handOutTasks,
                reaper::wake,
                discarded::add);
        HandOutQueue handOutQueue =
                new HandOutQueue(registry, registryHandOut, committedAhead, handOutTasks, discarded, reaper::wake);
        handOutQueue.open();
        WarmPools warm = new PoolMaker(registry, maker, handOutQueue, registryHandOut.keeper(), executors, activity)
                .make(settings, reaper.backlog(), listeners.andThen(committedAhead::reserve));
        delays.repeat(warm::tidy, TIDY, TIDY);
        delays.repeat(handOutQueue::settle, TIDY, TIDY);
        TemplateMaker templateMaker = new TemplateMaker(registry, maker, templates, owner, sizes, delays.timer());
        BaseFinder baseFinder = new BaseFinder(
                templates,
                templateMaker,
                new CopySources(registry, snapshots, sizes, tasks, delays),
                leases,
                tasks,
                registry.major());
        ServerCounts counts = ServerCounts.start(
                registry.pool(), tasks, delays, () -> settings.get().quota());
        Allocator allocator =
                new Allocator(settings, baseFinder, warm, handOutQueue, counts, limits, membership, delays);
        Joins joins = new Joins(leases, known, snapshots, tasks, reaper::wake);
        SharedDatabases shared = new SharedDatabases(templates, allocator, joins, reaper, tasks);
        WarmStock stock = new WarmStock(warm, handOutQueue, new Reclaimer(registry), maker, delays);
        return new Databases(allocator, joins, shared, templateMaker, stock);
    }

    /**
     * Makes the templates that are new or changed, and puts them in force. Logs each template that cannot be made.
     * Waits until all templates are made, which may take as long as their scripts take.
     *
     * @param progress receives one line for each template that is made, and more lines while a template takes long
     */
    public void prepare(TemplatesSettings settings, Consumer<String> progress) {
        stock.prepare(templates.make(settings, progress));
    }

    /** Whether a source is a template, which is on each server. */
    public boolean hasTemplate(Key source) {
        return shared.hasTemplate(source);
    }

    /** Makes a fresh database and hands it out. The hand-out is committed when the future completes. */
    public CompletableFuture<Lease> make(Request request) {
        return allocator.make(Allocation.fresh(request)).thenApply(Optional::orElseThrow);
    }

    /**
     * Hands out the database of a key. If the key has no database, makes one, once for all clients that ask at once.
     */
    public CompletableFuture<Lease> share(Key key, Request request) {
        return shared.share(key, request);
    }

    /**
     * Puts a fresh database under a key, and drops the database that has the key now. If the old database is a copy,
     * the fresh database is a copy of the same source; otherwise the fresh database is empty. A client that asks for
     * the key while the fresh database is being made gets the fresh database, even if that client asks for a reset too.
     */
    public CompletableFuture<Lease> reset(Key key, Request request) {
        return shared.reset(key, request);
    }

    /**
     * Completes when the registry knows the session that a database was just handed out to. Until then, no answer may
     * be sent to the session. If the future fails, the session must end.
     */
    public CompletableFuture<Void> kept(DatabaseName name) {
        return stock.committed().kept(name);
    }

    /**
     * Hands out a database once more, to a session that has shown the password of the database's role.
     */
    public CompletableFuture<Lease> join(DatabaseName name, Request request) {
        return stock.committed().settled(name).thenCompose(known -> joins.to(name, request));
    }

    /** The whole server of a key; empty if the key has none. */
    public CompletableFuture<Optional<DatabaseName>> serverOf(Key key) {
        return joins.server(key);
    }

    /** Whether a copy of a large database is being made, so that clients may have to wait long. */
    public boolean makesLargeCopy() {
        return stock.maker().makesLargeCopy();
    }

    /** How many databases clients have, of all proxies. */
    public CompletableFuture<Integer> count() {
        return joins.count();
    }

    /** Completes if a database that was handed out is still in service; otherwise fails with the reason. */
    public CompletableFuture<Void> stillIn(DatabaseName name) {
        return joins.stillIn(name);
    }

    /**
     * Records that the last session of this proxy on a database has ended. Drops the database if no client ever sent a
     * query to it. A shared database may get a snapshot, see {@link Snapshots}.
     *
     * @param queried whether one of these sessions sent a query
     * @param openedHere how many sessions this proxy opened on the database since the last call for the database
     * @param unasked how many of these sessions the registry has not counted yet
     * @return completes when the registry knows, or cannot be reached
     */
    public CompletableFuture<Void> left(DatabaseName name, boolean queried, int openedHere, int unasked) {
        return stock.committed().settled(name).thenCompose(known -> joins.left(name, queried, openedHere, unasked));
    }

    WarmPools warm() {
        return stock.pools();
    }

    /** Hears of databases that are taken out of service. */
    ReclaimListener.Hearer hearer() {
        return stock;
    }

    /** Drops the warm databases. Drops that take too long are left to the next start, or to another proxy. */
    @Override
    public void close() {
        allocator.close();
        stock.close();
    }
}
