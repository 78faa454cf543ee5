package org.dayfly;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dayfly.admin.StatusSite;
import org.dayfly.admin.Watched;
import org.dayfly.command.Version;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.config.value.HostPort;
import org.dayfly.placement.Lookout;
import org.dayfly.placement.PlacementRules;
import org.dayfly.placement.ServerEntry;
import org.dayfly.placement.ServersInForce;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.server.CloseStack;
import org.dayfly.server.ProxyIdentity;
import org.dayfly.server.Server;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.session.Announcer;
import org.dayfly.session.CancelForwarding;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.RoleKeys;
import org.dayfly.session.RoleLogin;
import org.dayfly.session.SessionEvents;
import org.dayfly.session.SessionOpener;
import org.dayfly.session.Sessions;
import org.dayfly.session.Verifiers;
import org.dayfly.session.request.Admission;
import org.dayfly.session.request.SessionRules;
import org.dayfly.transport.Sockets;

/**
 * The parts of a proxy behind the listener. They stay when settings are reloaded; only {@link Sessions} is made again.
 */
record ProxyCore(
        Sockets sockets,
        Behind behind,
        ServerOpener opener,
        ServersInForce servers,
        OpenSessions open,
        CancelForwarding forwarding,
        Lookout lookout) {
    /**
     * Builds the parts, and opens the servers. Waits until the templates are made.
     *
     * @param settings the settings in force
     * @param progress gets a line of text for each step that takes long
     * @param status listens to what happens
     * @param closeStack gets the parts that have to be closed
     */
    static ProxyCore build(
            Supplier<Settings> settings,
            Behind behind,
            Consumer<String> progress,
            Optional<StatusSite> status,
            CloseStack closeStack) {
        Sockets sockets = closeStack.add(Sockets.open(settings.get().listen().transport()));
        ServerOpener opener = new ServerOpener(
                settings,
                new ProxyIdentity(settings.get().listen().told().toString(), new Version().getVersion()[0]),
                sockets,
                new ProxyLimits(System::nanoTime),
                status.map(StatusSite::serverEvents).orElse(ServerEvents.Listeners.NONE));
        ClusterSettings cluster = settings.get().cluster();
        List<ServerEntry> entries = behind.entries().apply(cluster, opener);
        Consumer<Server> preparation =
                server -> server.databases().prepare(settings.get().templates(), progress);
        PlacementRules rules =
                new PlacementRules(() -> settings.get().cluster().lostAfter(), new SecureRandom(), System::nanoTime);
        ServersInForce servers =
                closeStack.add(ServersInForce.open(entries, behind.directory().apply(cluster), rules, preparation));
        OpenSessions open = new OpenSessions(
                () -> settings.get().sessions().max(),
                System::nanoTime,
                status.map(StatusSite::sessionEvents).orElse(SessionEvents.NONE));
        return new ProxyCore(
                sockets,
                behind,
                opener,
                servers,
                open,
                CancelForwarding.to(servers::servers, System::nanoTime),
                new Lookout(servers::listed, System::nanoTime));
    }

    /**
     * Lets the servers follow other settings.
     *
     * @throws RuntimeException if that is not possible; the message is one sentence for the operator
     */
    void follow(ClusterSettings next) {
        servers.become(behind.entries().apply(next, opener), behind.directory().apply(next));
    }

    /**
     * Makes the {@link Sessions} for these settings.
     *
     * @throws org.dayfly.config.value.SettingsException if the settings do not fit the servers
     */
    Sessions sessions(Settings settings) {
        MaintenanceRoles maintenance = new MaintenanceRoles(
                settings.access().maintenanceRoles(), behind.registry().apply(settings.cluster()));
        SessionRules rules = new SessionRules(
                this::newestProtocol,
                maintenance.names(),
                new Admission(settings.access().networks(), settings.access().roleNetworks()),
                settings.databases().life());
        Verifiers verifiers = new Verifiers(
                settings.access().password(),
                name -> servers.placement().ofDatabase(name).thenApply(Server::keys),
                new RoleKeys(servers.placement())::of,
                maintenance,
                () -> servers.placement().ofRegistry().keys());
        SessionOpener opener = new SessionOpener(
                servers.placement(),
                open,
                new RoleLogin(maintenance),
                new Announcer(settings.listen().advertise()),
                lookout);
        return new Sessions(rules, verifiers, opener, open, forwarding);
    }

    /**
     * What the status page sees.
     *
     * @param place the address where clients connect
     */
    Watched watched(HostPort place) {
        return new Watched(servers, open, lookout, sockets.loops(), place);
    }

    /** The newest version that a server speaks. A session on an older server is fit for a client of this version. */
    private ProtocolVersion newestProtocol() {
        return servers.servers().stream()
                .map(server -> server.login().newest())
                .max(ProtocolVersion::compareTo)
                .orElse(ProtocolVersion.V3_0);
    }

    /** Makes the templates on each server; waits until all are made. */
    void prepare(TemplatesSettings templates) {
        servers.servers().forEach(server -> server.databases().prepare(templates, news -> {}));
    }

    /** Starts the reapers. A second call lets the reapers follow settings that have changed. */
    void reap() {
        servers.reap();
    }

    /** The servers, for the log. */
    String names() {
        return servers.servers().stream().map(Server::name).collect(Collectors.joining(", "));
    }

    /** Completes when the registries know of all sessions that have ended until now, or cannot be reached. */
    CompletableFuture<Void> told() {
        return CompletableFuture.allOf(servers.servers().stream()
                .map(server -> server.sessions().told())
                .toArray(CompletableFuture<?>[]::new));
    }
}
