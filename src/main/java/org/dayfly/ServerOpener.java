package org.dayfly;

import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.config.Settings;
import org.dayfly.config.server.ServerPlace;
import org.dayfly.server.CloseStack;
import org.dayfly.server.InForce;
import org.dayfly.server.ProxyIdentity;
import org.dayfly.server.Server;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.registry.ServerEvents;
import org.dayfly.transport.Sockets;

/**
 * Opens servers for this proxy.
 *
 * @param settings the settings in force
 * @param limits the limits that hold over all servers
 * @param events listener for what happens to databases
 */
record ServerOpener(
        Supplier<Settings> settings,
        ProxyIdentity proxy,
        Sockets sockets,
        ProxyLimits limits,
        ServerEvents.Listeners events) {
    /**
     * Opens a server. Waits for PostgreSQL.
     *
     * @param name the name of the server in the settings
     * @param place where the server is, as the settings say; empty: the settings do not name it
     * @param cluster stays open when the server is closed
     * @throws RuntimeException if the server is unfit; the message is one sentence for the operator
     */
    Server open(String name, Optional<ServerPlace> place, Cluster cluster) {
        return open(name, place, cluster, new CloseStack());
    }

    /**
     * Opens one of the servers of the settings. Waits for PostgreSQL. If dayfly runs the server itself, it starts the
     * server, and stops it when the result is closed.
     *
     * @param name the name of the server in the settings
     * @throws RuntimeException if the server is unfit; the message is one sentence for the operator
     */
    Server open(String name, ServerPlace place) {
        CloseStack closeStack = new CloseStack();
        Cluster cluster = place.either(
                ExternalCluster::at,
                embedded -> closeStack.add(
                        Behind.started(settings.get().cluster().embedded().at(embedded), settings.get())));
        return open(name, Optional.of(place), cluster, closeStack);
    }

    private Server open(String name, Optional<ServerPlace> place, Cluster cluster, CloseStack closeStack) {
        InForce inForce = new InForce(
                ServerShare.of(settings, place),
                () -> settings.get().reaper(),
                limits,
                events.of(name, cluster.name()));
        return Server.open(cluster, proxy, inForce, sockets, System::nanoTime, closeStack);
    }
}
