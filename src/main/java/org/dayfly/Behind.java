package org.dayfly;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.config.ClusterSettings;
import org.dayfly.placement.OneServer;
import org.dayfly.placement.Placement;
import org.dayfly.placement.SeveralServers;
import org.dayfly.placement.WeightedServer;
import org.dayfly.server.Server;

/**
 * The servers behind a proxy, and how the proxy decides between them.
 *
 * @param placement gets the servers in the order of the clusters
 */
record Behind(List<Cluster> clusters, Function<List<Server>, Placement> placement) {
    /**
     * Starts the embedded server, or finds the servers of the settings.
     *
     * @param sessions the largest number of sessions of clients at the same time; 0: no limit
     */
    static Behind start(ClusterSettings settings, int sessions) {
        List<Cluster> clusters = settings.servers().isEmpty()
                ? List.of(EmbeddedCluster.start(settings.embedded(), sessions))
                : settings.servers().stream()
                        .<Cluster>map(server -> ExternalCluster.at(server.url()))
                        .toList();
        return new Behind(clusters, servers -> placement(settings, servers));
    }

    private static Placement placement(ClusterSettings settings, List<Server> servers) {
        if (servers.size() == 1) {
            return new OneServer(servers.get(0));
        }
        List<WeightedServer> weighted = new ArrayList<>();
        for (int index = 0; index < servers.size(); index++) {
            weighted.add(new WeightedServer(
                    servers.get(index), settings.servers().get(index).weight()));
        }
        int directory = settings.servers().indexOf(settings.directoryServer());
        return SeveralServers.over(weighted, servers.get(directory), new SecureRandom());
    }

    /** The servers, for the log. */
    String names() {
        return clusters.stream().map(Cluster::name).collect(Collectors.joining(", "));
    }
}
