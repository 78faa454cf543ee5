package org.dayfly;

import java.io.PrintWriter;
import org.dayfly.backend.ServerEncryption;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedCluster;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.Settings;
import org.dayfly.frontend.Encryption;
import org.dayfly.server.registry.Registry;
import org.dayfly.session.MaintenanceRoles;
import org.dayfly.telemetry.LogSettings;
import org.dayfly.telemetry.Logging;

/**
 * Checks, before a start, that the settings are consistent and fit the server. Asks the server and does not change it.
 */
record Inspection(Settings settings) {
    /**
     * Prints a line for each thing that is in order.
     *
     * @throws RuntimeException for the first thing that is not in order; the message is one sentence for the operator,
     *     as at a start
     */
    void print(PrintWriter out) {
        Logging.configure(
                new LogSettings(LogSettings.Level.ERROR, settings.log().format()));
        out.println("clients: " + settings.listen().address() + ", " + Encryption.of(settings.tls()));
        if (settings.cluster().servers().isEmpty()) {
            out.println("server: embedded PostgreSQL, in "
                    + EmbeddedCluster.inspect(settings.cluster().embedded()));
        } else {
            for (ServerSettings server : settings.cluster().servers()) {
                try (Cluster cluster = ExternalCluster.at(server.url())) {
                    ServerEncryption.of(cluster.tls());
                    out.println("server: " + cluster.name() + ", " + Registry.inspect(cluster));
                    if (server.equals(settings.cluster().directoryServer())) {
                        new MaintenanceRoles(settings.access().maintenanceRoles(), cluster);
                    }
                }
            }
        }
        int templates = settings.templates().byName().size();
        out.println("templates: " + templates + (templates == 0 ? "" : ", whose scripts were not run"));
    }
}
