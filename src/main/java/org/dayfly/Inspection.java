package org.dayfly;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.backend.ServerEncryption;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.ExternalCluster;
import org.dayfly.cluster.embedded.EmbeddedInspection;
import org.dayfly.config.EmbeddedSettings;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.frontend.Encryption;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.UnusableServerException;
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
            print(settings.cluster().embedded(), out);
        } else {
            List<UnusableServerException> unreachable = new ArrayList<>();
            for (ServerSettings server : settings.cluster().servers()) {
                server.place()
                        .either(
                                url -> inspect(
                                        url, server.equals(settings.cluster().directoryServer()), out),
                                embedded -> {
                                    print(settings.cluster().embedded().at(embedded), out);
                                    return Optional.<UnusableServerException>empty();
                                })
                        .ifPresent(unreachable::add);
            }
            if (unreachable.size() == settings.cluster().servers().size()) {
                throw unreachable.get(0);
            }
        }
        int templates = settings.templates().byName().size();
        out.println("templates: " + templates + (templates == 0 ? "" : ", whose scripts were not run"));
    }

    private static void print(EmbeddedSettings server, PrintWriter out) {
        out.println("server: " + EmbeddedInspection.server(server));
        EmbeddedInspection.versions(server)
                .forEach((major, place) ->
                        out.println("whole servers: PostgreSQL " + major + (place.isEmpty() ? "" : ", " + place)));
    }

    /** Returns the reason if the server cannot be reached: dayfly starts with those that can. */
    private Optional<UnusableServerException> inspect(ServerUrl url, boolean hasDirectory, PrintWriter out) {
        try (Cluster cluster = ExternalCluster.at(url)) {
            ServerEncryption.of(cluster.tls());
            if (hasDirectory) {
                new MaintenanceRoles(settings.access().maintenanceRoles(), cluster);
            }
            try {
                out.println("server: " + cluster.name() + ", " + Registry.inspect(cluster));
                return Optional.empty();
            } catch (UnusableServerException e) {
                if (!e.isUnreachable() || settings.cluster().servers().size() == 1) {
                    throw e;
                }
                out.println("server: " + cluster.name() + ", not reachable now: " + e.getMessage());
                return Optional.of(e);
            }
        }
    }
}
