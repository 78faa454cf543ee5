package org.dayfly;

import java.util.List;
import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.ServerSettings;
import org.dayfly.config.Settings;

/** The settings of databases on one of the servers: its own limit, and its part of the warm databases. */
final class ServerShare {
    private ServerShare() {}

    /**
     * The settings of one server, read again from the settings in force at each call.
     *
     * @param index the place of the server in the list of servers; the embedded server has no list
     */
    static Supplier<DatabaseSettings> of(Supplier<Settings> settings, int index) {
        return () -> of(settings.get(), index);
    }

    private static DatabaseSettings of(Settings settings, int index) {
        List<ServerSettings> servers = settings.cluster().servers();
        if (index >= servers.size()) {
            return settings.databases();
        }
        ServerSettings server = servers.get(index);
        return server.databases(settings.databases())
                .withWarm(settings.databases()
                        .warm()
                        .part(weight(servers.subList(0, index)), server.weight(), weight(servers)));
    }

    private static int weight(List<ServerSettings> servers) {
        return servers.stream().mapToInt(ServerSettings::weight).sum();
    }
}
