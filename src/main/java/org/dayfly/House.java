package org.dayfly;

import java.util.Optional;
import org.dayfly.backend.BackendConnector;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.Settings;
import org.dayfly.database.CreateStrategy;
import org.dayfly.database.Databases;
import org.dayfly.database.Reaper;
import org.dayfly.database.Registry;
import org.dayfly.database.Templates;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.session.Announcer;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.session.OpenSessions;
import org.dayfly.session.RoleLogin;
import org.dayfly.session.SessionOpener;
import org.dayfly.session.SessionRules;
import org.dayfly.session.Sessions;
import org.dayfly.session.Verifiers;
import org.dayfly.transport.Sockets;

/** All behind the street door, which stays when settings are reloaded; only the door to {@code session} is made anew. */
record House(
        Sockets sockets,
        Cluster cluster,
        Registry registry,
        Workers workers,
        OpenSessions open,
        Reaper reaper,
        Databases databases) {
    /** The first server that speaks protocol 3.2, as server_version_num. */
    private static final int SPEAKS_3_2 = 180000;

    /**
     * Builds it.
     *
     * @param rooms gets what has to be closed
     * @param strategy how to make databases; empty: measured
     */
    static House build(Settings settings, Cluster cluster, Optional<CreateStrategy> strategy, Rooms rooms) {
        Sockets sockets = rooms.add(Sockets.open(settings.listen().transport()));
        Registry registry = rooms.add(Registry.open(cluster));
        Workers workers = rooms.add(new Workers());
        OpenSessions open = new OpenSessions(System::nanoTime);
        Templates templates = new Templates();
        Reaper reaper = new Reaper(registry, open, templates, workers.timer());
        Databases databases =
                Databases.open(registry, templates, settings.databases(), reaper, strategy, workers.staff());
        return new House(sockets, cluster, registry, workers, open, reaper, databases);
    }

    /**
     * The way in to the sessions, by these settings.
     *
     * @throws org.dayfly.config.SettingsException if they do not fit the server
     */
    Sessions sessions(Settings settings) {
        MaintenanceRoles maintenance = new MaintenanceRoles(settings.access().maintenanceRoles(), cluster);
        SessionRules rules = new SessionRules(
                registry.serverVersion() >= SPEAKS_3_2 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0,
                maintenance.names(),
                settings.databases().maxTtl());
        Verifiers verifiers =
                new Verifiers(settings.access().password(), registry.credentials(), maintenance, workers.executor());
        RoleLogin login = new RoleLogin(new BackendConnector(sockets), cluster, registry.credentials(), maintenance);
        Announcer announcer = new Announcer(settings.listen().advertise(), registry.credentials());
        SessionOpener opener = new SessionOpener(databases.under(settings.databases()), open, login, announcer);
        return new Sessions(rules, verifiers, opener, open);
    }
}
