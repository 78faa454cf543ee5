package org.dayfly;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.Settings;
import org.dayfly.config.server.ServerPlace;

/** The settings of databases on one of the servers: its own limit, and its part of the warm databases. */
final class ServerShare {
    private ServerShare() {}

    /**
     * The settings of one server, read again from the settings in force at each call.
     *
     * @param place where the server is; counts only if the settings have a list of servers
     */
    static Supplier<DatabaseSettings> of(Supplier<Settings> settings, Optional<ServerPlace> place) {
        return () -> of(settings.get(), place);
    }

    private static DatabaseSettings of(Settings settings, Optional<ServerPlace> place) {
        List<ServerSettings> servers = settings.cluster().servers();
        if (servers.isEmpty()) {
            return settings.databases();
        }
        int before = 0;
        for (ServerSettings server : servers) {
            if (place.equals(Optional.of(server.place()))) {
                return server.databases(settings.databases())
                        .withWarm(settings.databases().warm().part(before, server.weight(), weight(servers)));
            }
            before += server.weight();
        }
        // The server is about to come, or was removed.
        return settings.databases().withoutWarm();
    }

    private static int weight(List<ServerSettings> servers) {
        return servers.stream().mapToInt(ServerSettings::weight).sum();
    }
}
