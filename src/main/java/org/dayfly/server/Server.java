package org.dayfly.server;

import io.netty.channel.EventLoop;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.directory.Directory;
import org.dayfly.server.directory.KeysHere;
import org.dayfly.server.directory.Membership;
import org.dayfly.server.drop.ReclaimListener;
import org.dayfly.server.lease.Reaper;
import org.dayfly.server.live.ServerSessions;
import org.dayfly.server.ready.InstanceLogin;
import org.dayfly.server.ready.ServerLogin;
import org.dayfly.server.ready.SessionsAtHand;
import org.dayfly.server.registry.KeyDerivation;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.UnusableServerException;
import org.dayfly.server.task.Delays;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.server.warm.WarmListeners;
import org.dayfly.transport.Sockets;

/**
 * One PostgreSQL server, and all that dayfly does there: its registry with the secret, the connections to it and their
 * TLS, the life of its databases, its templates and snapshots, its warm databases with the sessions that are open
 * ahead, its reaper, its threads, and the sessions of clients. Servers share only the event loops and the limits.
 * Safe for use by any thread.
 */
public final class Server implements AutoCloseable {
    /** The pause between two counts of the databases of a server that is being drained. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final CloseStack closeStack;
    private final ServerAccess access;
    private final InForce settings;
    private final ServerSessions sessions;
    private final SessionsAtHand atHand;
    private final Reaper reaper;
    private final Databases databases;
    private final EventLoop loop;

    private Server(CloseStack closeStack, ServerAccess access, Sockets sockets, InForce settings) {
        this.closeStack = closeStack;
        this.access = access;
        this.settings = settings;
        this.loop = sockets.loops().get(0);
        Registry registry = access.registry();
        Delays delays = delays();
        this.atHand = SessionsAtHand.of(
                login(),
                instances(),
                registry.serverVersion(),
                () -> databaseSettings().kept(),
                this::isShared,
                sockets,
                delays);
        // A server that is being drained, or leaves, is without sessions as soon as the last client has left.
        this.sessions = new ServerSessions(
                delays, atHand.kept(), () -> isShared() || membership().isDraining());
        Templates templates = new Templates();
        ClientActivity activity = ClientActivity.on(delays);
        this.reaper = new Reaper(
                registry,
                sessions,
                templates,
                activity,
                settings.reaper(),
                access.threads().reaper(),
                delays);
        this.databases = closeStack.add(Databases.open(
                registry,
                access.membership(),
                templates,
                this::databaseSettings,
                settings.limits(),
                reaper,
                login().cluster().copiesFilesFastest() ? Optional.of(registry.ofFiles()) : Optional.empty(),
                access.executors(),
                new WarmListeners(atHand.ready(), atHand.onServers()),
                sessions.leases(),
                activity));
        closeStack.add(
                ReclaimListener.start(registry, sessions, sessions.leases().andThen(databases.hearer())));
        closeStack.add(atHand.kept()::giveUpAll);
        delays.repeat(this::watchDrain, DRAIN, DRAIN);
    }

    /**
     * Opens the registry of a server, and makes it if there is none. The reaper waits for {@link #reap}.
     *
     * @param closeStack holds what is closed after this object, also if it cannot be opened: the cluster, for example
     * @throws RuntimeException if the server is unfit; the message is one sentence for the operator
     */
    public static Server open(
            Cluster cluster,
            ProxyIdentity proxy,
            InForce settings,
            Sockets sockets,
            LongSupplier nanoTime,
            CloseStack closeStack) {
        try {
            ServerAccess access = ServerAccess.open(cluster, settings.events(), proxy, sockets, nanoTime, closeStack);
            return new Server(closeStack, access, sockets, settings);
        } catch (RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    /** The server's name in logs. Clients never see this name, and it holds no password. */
    public String name() {
        return login().cluster().name();
    }

    /** The letters in the names of the server's databases that tell the server. */
    public ServerTag tag() {
        return access.registry().tag();
    }

    /** The major versions of what clients can have here, as in 18: databases of one version, or whole servers. */
    public SortedSet<Integer> majors(LeaseKind kind) {
        return access.majors(kind);
    }

    /** The sessions on whole servers, which run beside this server; empty: dayfly cannot start servers there. */
    public Optional<InstanceLogin> instances() {
        return access.instances();
    }

    /** The directory of keys in the server's registry. It has rows only if several servers share this directory. */
    public Directory directory() {
        return new Directory(access.registry(), access.tasks());
    }

    /** The keys that have a database on the server. */
    public KeysHere keysHere() {
        return new KeysHere(access.registry(), access.tasks());
    }

    /** What an operator can see and do. */
    public ServerFigures figures() {
        return new ServerFigures(access, databases.warm());
    }

    public Databases databases() {
        return databases;
    }

    public ServerLogin login() {
        return access.login();
    }

    /** The sessions that a client can have without a login. */
    public SessionsAtHand atHand() {
        return atHand;
    }

    public ServerSessions sessions() {
        return sessions;
    }

    /** Derives the keys that verify passwords of the server's roles. */
    public KeyDerivation keys() {
        return new KeyDerivation(login().credentials(), access.executors().workers());
    }

    /** Whether the server takes new databases, and which directory has its keys. */
    public Membership membership() {
        return access.membership();
    }

    /**
     * Joins the servers of a directory of keys, or is the only server from now on. Waits for PostgreSQL.
     *
     * @param directory the server with the directory; empty: this server is the only one
     * @param listing lets the directory have all keys of this server, if that is not recorded yet
     * @throws UnusableServerException if other proxies use the server with another directory, or the server cannot be
     *     asked
     */
    public void join(Optional<ServerTag> directory, Runnable listing) {
        try {
            if (!membership().join(access.registration().id(), directory)) {
                listing.run();
            }
            membership().joined(directory);
        } catch (SQLException e) {
            throw Registry.unusable(login().cluster(), e);
        }
    }

    /** The server with the directory of keys, as the registry knows it, if there is one. Waits for PostgreSQL. */
    public Optional<ServerTag> presentDirectory() {
        try {
            return membership().present();
        } catch (SQLException e) {
            throw Registry.unusable(login().cluster(), e);
        }
    }

    /** Whether another proxy uses the server too, as far as this proxy knows. */
    public boolean isShared() {
        return access.registration().isShared();
    }

    /** The settings in force. A server that is being drained has no warm databases. */
    private DatabaseSettings databaseSettings() {
        DatabaseSettings inForce = settings.databases().get();
        return membership().isDraining() ? inForce.withoutWarm() : inForce;
    }

    /** Finds out whether the server listens. Fails as soon as the system knows that it does not. */
    public CompletableFuture<Void> reach() {
        return login().reach(loop);
    }

    /** How many databases there may be on the server now; 0: no limit. */
    public int max() {
        return settings.databases().get().quota().databases();
    }

    /** The clock and the delays of all that dayfly does on the server. */
    public Delays delays() {
        return access.executors().delays();
    }

    private void watchDrain() {
        if (membership().isDraining()) {
            databases.count().thenAccept(membership()::left);
        }
    }

    /** Starts the reaper. A second call lets the reaper follow settings that have changed. */
    public void reap() {
        reaper.start();
    }

    @Override
    public void close() {
        closeStack.close();
    }
}
