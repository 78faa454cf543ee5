package org.dayfly;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dayfly.cluster.Cluster;
import org.dayfly.command.Version;
import org.dayfly.config.Settings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.placement.Placement;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.server.CloseStack;
import org.dayfly.server.ProxyIdentity;
import org.dayfly.server.Server;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.session.Admission;
import org.dayfly.session.Announcer;
import org.dayfly.session.CancelForwarding;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.RoleLogin;
import org.dayfly.session.SessionOpener;
import org.dayfly.session.SessionRules;
import org.dayfly.session.Sessions;
import org.dayfly.session.Verifiers;
import org.dayfly.transport.Sockets;

/**
 * The parts of a proxy behind the listener. They stay when settings are reloaded; only {@link Sessions} is made again.
 */
record ProxyCore(Sockets sockets, Placement placement, OpenSessions open, CancelForwarding forwarding) {
    /**
     * Builds the parts.
     *
     * @param settings the settings in force
     * @param placement decides between the servers, which are in the order of the clusters
     * @param closeStack gets the parts that have to be closed
     */
    static ProxyCore build(
            Supplier<Settings> settings,
            List<Cluster> clusters,
            Function<List<Server>, Placement> placement,
            CloseStack closeStack) {
        Sockets sockets = closeStack.add(Sockets.open(settings.get().listen().transport()));
        ProxyIdentity proxy =
                new ProxyIdentity(settings.get().listen().told().toString(), new Version().getVersion()[0]);
        ProxyLimits limits = new ProxyLimits(System::nanoTime);
        List<Server> servers = new ArrayList<>();
        for (int index = 0; index < clusters.size(); index++) {
            Server.InForce inForce = new Server.InForce(
                    ServerShare.of(settings, index), () -> settings.get().reaper(), limits);
            servers.add(closeStack.add(Server.open(clusters.get(index), proxy, inForce, sockets, System::nanoTime)));
        }
        OpenSessions open = new OpenSessions(() -> settings.get().sessions().max(), System::nanoTime);
        return new ProxyCore(
                sockets, placement.apply(servers), open, CancelForwarding.to(() -> servers, System::nanoTime));
    }

    /**
     * Makes the {@link Sessions} for these settings.
     *
     * @throws org.dayfly.config.value.SettingsException if the settings do not fit the servers
     */
    Sessions sessions(Settings settings) {
        MaintenanceRoles maintenance = new MaintenanceRoles(
                settings.access().maintenanceRoles(),
                placement.ofRegistry().login().cluster());
        SessionRules rules = new SessionRules(
                newestProtocol(),
                maintenance.names(),
                new Admission(settings.access().networks(), settings.access().roleNetworks()),
                settings.databases().maxTtl());
        Verifiers verifiers = new Verifiers(
                settings.access().password(),
                name -> placement.ofDatabase(name).thenApply(Server::keys),
                maintenance,
                placement.ofRegistry().keys());
        SessionOpener opener = new SessionOpener(
                placement,
                open,
                new RoleLogin(maintenance),
                new Announcer(settings.listen().advertise()));
        return new Sessions(rules, verifiers, opener, open, forwarding);
    }

    /** The newest version that a server speaks. A session on an older server is fit for a client of this version. */
    private ProtocolVersion newestProtocol() {
        return placement.servers().stream()
                .map(server -> server.login().newest())
                .max(ProtocolVersion::compareTo)
                .orElse(ProtocolVersion.V3_0);
    }

    /** Makes the templates on each server; waits until all are made. */
    void prepare(TemplatesSettings templates, Consumer<String> progress) {
        placement.servers().forEach(server -> server.databases().prepare(templates, progress));
    }

    /** Starts the reapers. A second call lets the reapers follow settings that have changed. */
    void reap() {
        placement.servers().forEach(Server::reap);
    }

    /** Completes when the registries know of all sessions that have ended until now, or cannot be reached. */
    CompletableFuture<Void> told() {
        return CompletableFuture.allOf(placement.servers().stream()
                .map(server -> server.sessions().told())
                .toArray(CompletableFuture<?>[]::new));
    }
}
