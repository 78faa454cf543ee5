package org.dayfly;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.config.ClusterSettings;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.Settings;
import org.dayfly.placement.ServerEntry;
import org.dayfly.server.CloseStack;

/**
 * The servers behind a proxy.
 *
 * @param entries the servers of the settings
 * @param registry the server whose registry maintenance roles reach
 * @param directory the name of the server with the directory of keys
 */
record Behind(
        BiFunction<ClusterSettings, ServerOpener, List<ServerEntry>> entries,
        Function<ClusterSettings, Cluster> registry,
        Function<ClusterSettings, String> directory) {
    /** The name of the only server if the settings name none. */
    private static final String EMBEDDED = "embedded";

    /**
     * Starts the embedded server, or finds the servers of the settings.
     *
     * @param closeStack gets the embedded server
     */
    static Behind start(Settings settings, CloseStack closeStack) {
        return settings.cluster().servers().isEmpty()
                ? only(closeStack.add(started(settings.cluster().embedded(), settings)))
                : new Behind(
                        Behind::listed,
                        now -> now.directoryServer()
                                .place()
                                .either(
                                        ExternalCluster::at,
                                        embedded -> running(now.embedded().at(embedded))),
                        now -> now.directoryServer().name());
    }

    /**
     * Starts a server that dayfly runs itself.
     *
     * @param its the settings of this server
     * @param settings the settings in force
     */
    static EmbeddedCluster started(EmbeddedSettings its, Settings settings) {
        return EmbeddedCluster.start(
                its, settings.sessions().max(), settings.databases().servers().extensions());
    }

    private static List<ServerEntry> listed(ClusterSettings settings, ServerOpener opener) {
        return settings.servers().stream()
                .map(server -> new ServerEntry(
                        server.name(),
                        Optional.of(server.place()),
                        server.weight(),
                        () -> opener.open(server.name(), server.place())))
                .toList();
    }

    private static Cluster running(EmbeddedSettings settings) {
        return EmbeddedCluster.attach(settings)
                .orElseThrow(() -> new ClusterException("the server with the directory of keys does not run"));
    }

    /** One server that runs already, whatever the settings say. */
    static Behind only(Cluster cluster) {
        return of(Map.of(EMBEDDED, cluster));
    }

    /**
     * Servers that run already, whatever the settings say.
     *
     * @param clusters by name; the first has the directory of keys
     */
    static Behind of(Map<String, Cluster> clusters) {
        Map.Entry<String, Cluster> first = clusters.entrySet().iterator().next();
        return new Behind(
                (settings, opener) -> clusters.entrySet().stream()
                        .map(each -> new ServerEntry(
                                each.getKey(),
                                Optional.empty(),
                                1,
                                () -> opener.open(each.getKey(), Optional.empty(), each.getValue())))
                        .toList(),
                settings -> first.getValue(),
                settings -> first.getKey());
    }
}
