package org.dayfly;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.config.ClusterSettings;
import org.dayfly.placement.Placement;
import org.dayfly.placement.ServerEntry;
import org.dayfly.server.CloseStack;
import org.dayfly.server.Server;

/**
 * The servers behind a proxy.
 *
 * @param entries the servers of the settings
 * @param registry the server whose registry maintenance roles reach
 * @param directory the name of the server with the directory of keys
 * @param rule decides between the servers; empty: as the settings say
 */
record Behind(
        BiFunction<ClusterSettings, ServerOpener, List<ServerEntry>> entries,
        Function<ClusterSettings, Cluster> registry,
        Function<ClusterSettings, String> directory,
        Optional<Function<List<Server>, Placement>> rule) {
    /** The name of the only server if the settings name none. */
    private static final String EMBEDDED = "embedded";

    /**
     * Starts the embedded server, or finds the servers of the settings.
     *
     * @param sessions the largest number of sessions of clients at the same time; 0: no limit
     * @param closeStack gets the embedded server
     */
    static Behind start(ClusterSettings settings, int sessions, CloseStack closeStack) {
        return settings.servers().isEmpty()
                ? only(closeStack.add(EmbeddedCluster.start(settings.embedded(), sessions)))
                : new Behind(
                        Behind::listed,
                        now -> ExternalCluster.at(now.directoryServer().url()),
                        now -> now.directoryServer().name(),
                        Optional.empty());
    }

    private static List<ServerEntry> listed(ClusterSettings settings, ServerOpener opener) {
        return settings.servers().stream()
                .map(server -> new ServerEntry(
                        server.name(),
                        Optional.of(server.url()),
                        server.weight(),
                        () -> opener.open(Optional.of(server.url()), ExternalCluster.at(server.url()))))
                .toList();
    }

    /** One server that runs already. */
    static Behind only(Cluster cluster) {
        return of(List.of(cluster), Optional.empty());
    }

    /** Servers that run already, whatever the settings say. */
    static Behind of(List<Cluster> clusters, Optional<Function<List<Server>, Placement>> rule) {
        return new Behind(
                (settings, opener) -> clusters.stream()
                        .map(cluster -> new ServerEntry(
                                name(clusters, cluster),
                                Optional.empty(),
                                1,
                                () -> opener.open(Optional.empty(), cluster)))
                        .toList(),
                settings -> clusters.get(0),
                settings -> name(clusters, clusters.get(0)),
                rule);
    }

    private static String name(List<Cluster> clusters, Cluster cluster) {
        return clusters.size() == 1 ? EMBEDDED : cluster.name();
    }
}
