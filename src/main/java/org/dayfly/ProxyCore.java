package org.dayfly;

import java.util.Optional;
import org.dayfly.backend.BackendConnector;
import org.dayfly.backend.ServerEncryption;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.Settings;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.server.Databases;
import org.dayfly.server.copy.Templates;
import org.dayfly.server.drop.ReclaimListener;
import org.dayfly.server.lease.Reaper;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.warm.ClientActivity;
import org.dayfly.session.Admission;
import org.dayfly.session.AheadLogin;
import org.dayfly.session.Announcer;
import org.dayfly.session.IssuedLogin;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.RoleLogin;
import org.dayfly.session.SessionOpener;
import org.dayfly.session.SessionRules;
import org.dayfly.session.Sessions;
import org.dayfly.session.Verifiers;
import org.dayfly.session.ready.ReadySessions;
import org.dayfly.transport.Sockets;

/**
 * The parts of a proxy behind the listener. They stay when settings are reloaded; only {@link Sessions} is made anew.
 */
record ProxyCore(
        Sockets sockets,
        Cluster cluster,
        Registry registry,
        Workers workers,
        OpenSessions open,
        Reaper reaper,
        IssuedLogin login,
        ReadySessions ready,
        Databases databases) {
    /** The first server version that speaks protocol 3.2, as server_version_num. */
    private static final int SPEAKS_3_2 = 180000;

    /**
     * Builds the parts.
     *
     * @param closeStack gets the parts that have to be closed
     * @param known whether databases are known to be made fastest from files on this server; if not, dayfly measures
     *     that
     */
    static ProxyCore build(Settings settings, Cluster cluster, boolean known, CloseStack closeStack) {
        Sockets sockets = closeStack.add(Sockets.open(settings.listen().transport()));
        Registry registry = closeStack.add(Registry.open(cluster));
        Workers workers = closeStack.add(new Workers());
        OpenSessions open = new OpenSessions(System::nanoTime);
        Templates templates = new Templates();
        ClientActivity activity = ClientActivity.ofClients();
        Reaper reaper = new Reaper(registry, open, templates, activity, workers.reaper());
        closeStack.add(ReclaimListener.start(registry, open, reaper::wake));
        IssuedLogin login = new IssuedLogin(
                new BackendConnector(sockets, ServerEncryption.of(cluster.tls())), cluster, registry.credentials());
        ReadySessions ready = new ReadySessions(new AheadLogin(login), sockets.loops());
        Databases databases = closeStack.add(Databases.open(
                registry,
                templates,
                settings.databases(),
                reaper,
                known ? Optional.of(registry.ofFiles()) : Optional.empty(),
                workers.executors(),
                ready,
                activity));
        return new ProxyCore(sockets, cluster, registry, workers, open, reaper, login, ready, databases);
    }

    /**
     * Makes the {@link Sessions} for these settings.
     *
     * @throws org.dayfly.config.value.SettingsException if the settings do not fit the server
     */
    Sessions sessions(Settings settings) {
        MaintenanceRoles maintenance = new MaintenanceRoles(settings.access().maintenanceRoles(), cluster);
        SessionRules rules = new SessionRules(
                registry.serverVersion() >= SPEAKS_3_2 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0,
                maintenance.names(),
                new Admission(settings.access().networks(), settings.access().roleNetworks()),
                settings.databases().maxTtl());
        Verifiers verifiers =
                new Verifiers(settings.access().password(), registry.credentials(), maintenance, workers.executor());
        Announcer announcer = new Announcer(settings.listen().advertise());
        SessionOpener opener = new SessionOpener(
                databases.under(settings.databases()), open, ready, new RoleLogin(login, maintenance), announcer);
        return new Sessions(rules, verifiers, opener, open);
    }
}
