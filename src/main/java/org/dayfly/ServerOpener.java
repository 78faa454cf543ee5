package org.dayfly;

import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.ServerUrl;
import org.dayfly.config.Settings;
import org.dayfly.server.ProxyIdentity;
import org.dayfly.server.Server;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.transport.Sockets;

/**
 * Opens servers for this proxy.
 *
 * @param settings the settings in force
 * @param limits the limits that hold over all servers
 */
record ServerOpener(Supplier<Settings> settings, ProxyIdentity proxy, Sockets sockets, ProxyLimits limits) {
    /**
     * Opens a server. Waits for PostgreSQL.
     *
     * @param url where the server is, as the settings say; empty: the settings do not name it
     * @throws RuntimeException if the server is unfit; the message is one sentence for the operator
     */
    Server open(Optional<ServerUrl> url, Cluster cluster) {
        Server.InForce inForce = new Server.InForce(
                ServerShare.of(settings, url), () -> settings.get().reaper(), limits);
        return Server.open(cluster, proxy, inForce, sockets, System::nanoTime);
    }
}
