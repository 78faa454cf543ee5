package org.dayfly.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.dayfly.config.CopySettings;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.KeptSettings;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.ReaperSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.config.WarmSettings;
import org.dayfly.config.WholeServerSettings;
import org.dayfly.config.value.CopyOwner;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.Intent;
import org.dayfly.server.create.Request;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.drop.LiveSessions;
import org.dayfly.server.lease.NoKnownLeases;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.lease.Reaper;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.RegistryProbe;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.server.warm.WarmListeners;

/** All of package server, on a server with an empty registry. The reaper runs when a test or dayfly wakes it. */
public final class DatabasesFixture implements AutoCloseable, LiveSessions {
    public static final Request ANY =
            new Request(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static Request copyOf(Key source) {
        return new Request(Optional.empty(), Optional.of(source), Optional.empty(), Optional.empty());
    }

    static final Intent EMPTY = Intent.of(Base.EMPTY);

    final TestedServer server;
    public final Registry registry;
    public final RegistryProbe probe;
    final Templates templates = new Templates();
    private final ScheduledExecutorService reaperTimer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Delays delays = new Delays(timer, System::nanoTime);
    private final ClientActivity activity = ClientActivity.on(delays);
    public final Reaper reaper;
    volatile ReaperSettings reaperSettings = new ReaperSettings(Duration.ofHours(1), 0);
    /** The use of databases that the reaper is told. */
    final Map<DatabaseName, Duration> used = new ConcurrentHashMap<>();
    /** The errors with which sessions were ended. */
    final Map<DatabaseName, ClientError> ended = new ConcurrentHashMap<>();

    boolean refusesToEnd;

    private final List<Databases> opened = new ArrayList<>();

    private final ExecutorService workers = Executors.newFixedThreadPool(8);
    private final ExecutorService registryHandOut = Executors.newSingleThreadExecutor();

    public DatabasesFixture(TestedServer server) throws SQLException {
        this.server = server;
        if (!ownRegistry()) {
            server.sql("postgres", "DROP DATABASE IF EXISTS dayfly WITH (FORCE)");
        }
        registry = Registry.open(server.cluster());
        probe = RegistryProbe.on(server.admin());
        probe.forgetReclaimed();
        reaper = new Reaper(registry, this, templates, activity, () -> reaperSettings, reaperTimer, delays);
    }

    private boolean ownRegistry() throws SQLException {
        String owner = server.ask("postgres", "SELECT datdba::regrole FROM pg_database WHERE datname = 'dayfly'");
        return owner.equals(server.cluster().maintenanceRole());
    }

    public DatabasesInTurn databases() {
        return databases(0);
    }

    public DatabasesInTurn databases(int max) {
        return new DatabasesInTurn(open(max, workers), registry);
    }

    /** With an executor of the test for the makers. */
    public Databases databases(Executor makers) {
        return open(0, makers);
    }

    /** With an executor of the test for the makers, and with limits. */
    Databases databases(Executor makers, QuotaSettings quota) {
        return open(settings(quota), makers);
    }

    private Databases open(int max, Executor makers) {
        return open(settings(max), makers);
    }

    private Databases open(DatabaseSettings settings, Executor makers) {
        Databases databases = Databases.open(
                registry,
                new Membership(registry, "the server"),
                templates,
                () -> settings,
                new ProxyLimits(System::nanoTime),
                reaper,
                Optional.of(CreateStrategy.SERVER_DEFAULT),
                new ServerExecutors(workers, workers, new ServerExecutors.Makers(makers, 2), registryHandOut, delays),
                new WarmListeners(new NoWarmListener(), new NoWarmListener()),
                new NoKnownLeases(),
                activity);
        opened.add(databases);
        return databases;
    }

    static DatabaseSettings settings(int max) {
        return settings(QuotaSettings.ofDatabases(max));
    }

    private static DatabaseSettings settings(QuotaSettings quota) {
        return new DatabaseSettings(
                new DatabaseSettings.Life(
                        Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofMinutes(10), Duration.ofHours(1)),
                quota,
                new RoleSettings(50, Duration.ZERO, Duration.ZERO),
                new CopySettings(Duration.ofSeconds(10), CopyOwner.ROLE),
                WarmSettings.NONE,
                new WholeServerSettings(0, 0, 0, List.of()),
                new KeptSettings(0, 0, Duration.ofSeconds(1)));
    }

    public Connection session(DatabaseName name) throws SQLException {
        return server.session(
                name, registry.credentials().password(name.value()).value());
    }

    /** Changes the registry by SQL, as an administrator may. */
    public void sql(String sql) throws SQLException {
        server.sql("dayfly", sql);
    }

    public String ask(String sql) throws SQLException {
        return server.ask("dayfly", sql);
    }

    public String state(DatabaseName name) throws SQLException {
        return probe.of(name).state();
    }

    ClientError endedWith(DatabaseName name) {
        return Objects.requireNonNull(ended.get(name));
    }

    @Override
    public Map<DatabaseName, Use> used() {
        return used.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new Use(entry.getValue(), 1)));
    }

    @Override
    public boolean isOn(DatabaseName database) {
        return used.containsKey(database);
    }

    @Override
    public CompletableFuture<Void> endWaiting(DatabaseName database) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> end(DatabaseName database, ClientError why) {
        if (refusesToEnd) {
            throw new IllegalStateException("a session with a fault");
        }
        ended.put(database, why);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() throws SQLException {
        opened.forEach(Databases::close);
        probe.all().make().reclaiming();
        reaper.tick();
        reaperTimer.shutdown();
        timer.shutdown();
        workers.shutdown();
        registryHandOut.shutdown();
        registry.close();
    }
}
