package org.dayfly;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dayfly.backend.BackendConnector;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.EmbeddedCluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.HostPort;
import org.dayfly.config.Settings;
import org.dayfly.database.CreateStrategy;
import org.dayfly.database.Databases;
import org.dayfly.database.Reaper;
import org.dayfly.database.Registry;
import org.dayfly.frontend.Listener;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.SqlState;
import org.dayfly.session.Announcer;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.RoleLogin;
import org.dayfly.session.SessionOpener;
import org.dayfly.session.SessionRules;
import org.dayfly.session.Sessions;
import org.dayfly.session.Verifiers;
import org.dayfly.transport.Sockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running dayfly: builds the rooms from the server up to the street, and closes them in reverse. Can be embedded in a
 * test as it is.
 */
public final class Proxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    /** The first server that speaks protocol 3.2, as server_version_num. */
    private static final int SPEAKS_3_2 = 180000;

    /** How long sessions that were told to end may take to do so. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Rooms rooms;
    private final Listener listener;
    private final OpenSessions open;
    private final Duration drain;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> hurry = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Proxy(Rooms rooms, Listener listener, OpenSessions open, Duration drain) {
        this.rooms = rooms;
        this.listener = listener;
        this.open = open;
        this.drain = drain;
    }

    /**
     * Starts the server or finds it, and begins to listen.
     *
     * @throws IOException if the address can't be had; with one sentence for the operator
     * @throws RuntimeException if a setting or a server is unfit; likewise
     */
    public static Proxy start(Settings settings) throws IOException {
        Rooms rooms = new Rooms();
        Cluster cluster =
                rooms.add(cluster(settings.cluster(), settings.sessions().max()));
        return start(settings, cluster, strategy(settings.cluster()), rooms);
    }

    /** The same in front of a server that is there already, and stays when the proxy is closed. */
    static Proxy start(Settings settings, Cluster cluster) throws IOException {
        return start(settings, cluster, Optional.of(CreateStrategy.SERVER_DEFAULT), new Rooms());
    }

    private static Proxy start(Settings settings, Cluster cluster, Optional<CreateStrategy> strategy, Rooms rooms)
            throws IOException {
        long begun = System.nanoTime();
        try {
            Sockets sockets = rooms.add(Sockets.open(settings.listen().transport()));
            Registry registry = rooms.add(Registry.open(cluster));
            Workers workers = rooms.add(new Workers());
            OpenSessions open = new OpenSessions(settings.sessions().max(), System::nanoTime);
            Reaper reaper = new Reaper(registry, open, workers.timer());
            Databases databases = Databases.open(registry, settings.databases(), reaper, new SecureRandom(), strategy);
            Sessions sessions = sessions(settings, sockets, cluster, registry, databases, open, workers);
            Listener listener = rooms.add(Listener.open(sockets, settings.listen(), sessions));
            reaper.start(settings.reaper().interval());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            log.info(
                    "listening on {} ({}), in front of {}, after {} ms",
                    listener.place(),
                    sockets.name(),
                    cluster.name(),
                    millis);
            return new Proxy(rooms, listener, open, settings.sessions().drain());
        } catch (IOException | RuntimeException e) {
            rooms.close();
            throw e;
        }
    }

    private static Cluster cluster(ClusterSettings settings, int sessions) {
        return settings.servers().isEmpty()
                ? EmbeddedCluster.start(settings.embedded(), sessions)
                : ExternalCluster.at(settings.servers().get(0));
    }

    /** The embedded server is known; another one is measured. */
    private static Optional<CreateStrategy> strategy(ClusterSettings settings) {
        return settings.servers().isEmpty() ? Optional.of(CreateStrategy.FILE_COPY) : Optional.empty();
    }

    private static Sessions sessions(
            Settings settings,
            Sockets sockets,
            Cluster cluster,
            Registry registry,
            Databases databases,
            OpenSessions open,
            Workers workers) {
        MaintenanceRoles maintenance = new MaintenanceRoles(settings.access().maintenanceRoles(), cluster);
        ProtocolVersion newest = registry.serverVersion() >= SPEAKS_3_2 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0;
        SessionRules rules = new SessionRules(
                newest, maintenance.names(), settings.databases().maxTtl());
        Verifiers verifiers =
                new Verifiers(settings.access().password(), registry.credentials(), maintenance, workers.executor());
        RoleLogin login = new RoleLogin(new BackendConnector(sockets), cluster, registry.credentials(), maintenance);
        Announcer announcer = new Announcer(settings.listen().advertise(), registry.credentials());
        SessionOpener opener = new SessionOpener(databases, open, login, announcer, workers.executor());
        return new Sessions(rules, verifiers, opener, open);
    }

    /** Where clients connect, with the port that the system chose if none was asked for. */
    public HostPort place() {
        return listener.place();
    }

    /** Waits until the proxy has been closed. */
    public void awaitClose() {
        closed.join();
    }

    /**
     * Takes no new sessions, lets those that are open finish within {@code drain}, ends the rest with 57P01, and leaves
     * the server. A second call, from another thread, cuts the waiting short.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            hurry.complete(null);
            closed.join();
            return;
        }
        listener.close();
        if (open.count() > 0) {
            log.info("stopping: {} open sessions may finish within {} s", open.count(), drain.toSeconds());
            await(CompletableFuture.anyOf(open.over(), hurry), drain);
            ClientError why =
                    ClientError.of(SqlState.ADMIN_SHUTDOWN, "terminating connection because dayfly is shutting down");
            await(open.endAll(why).toCompletableFuture(), FAREWELL);
        }
        rooms.close();
        log.info("stopped");
        closed.complete(null);
    }

    private static void await(CompletableFuture<?> future, Duration patience) {
        future.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }
}
