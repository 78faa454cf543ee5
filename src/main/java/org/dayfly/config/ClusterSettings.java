package org.dayfly.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dayfly.config.server.EmbeddedPlace;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.Bounds;
import org.dayfly.config.value.SettingsException;

/**
 * The PostgreSQL servers that hold the databases.
 *
 * @param servers the servers; empty: one embedded server
 * @param directory the name of the server that has the directory of keys; empty: the first
 * @param lostAfter how long a server must be lost until its keys may get databases on other servers; zero: never
 * @param embedded the settings of all embedded servers
 */
public record ClusterSettings(
        List<ServerSettings> servers, Optional<String> directory, Duration lostAfter, EmbeddedSettings embedded) {
    /** Longer than dayfly remembers the server of a key without asking the directory. */
    private static final Duration LEAST_LOST_AFTER = Duration.ofMinutes(1);

    public ClusterSettings {
        Bounds.orZero("lost-after", lostAfter, LEAST_LOST_AFTER);
        servers = List.copyOf(servers);
        Set<String> names = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (ServerSettings server : servers) {
            if (server.place() instanceof ServerUrl url && !places.add(url.asName())) {
                throw new SettingsException("servers holds " + url.asName() + " twice; leave one out");
            }
            if (!names.add(server.name())) {
                throw new SettingsException(
                        "servers holds two servers named " + server.name() + "; give one another name");
            }
        }
        directory.ifPresent(name -> {
            if (!names.contains(name)) {
                throw new SettingsException(
                        "directory is \"" + name + "\", which is no server's name; write the name of one of servers");
            }
        });
    }

    /** Whether dayfly runs one of the servers itself. */
    public boolean hasEmbedded() {
        return servers.isEmpty() || servers.stream().anyMatch(server -> server.place() instanceof EmbeddedPlace);
    }

    /**
     * The server that has the directory of keys.
     *
     * @throws IndexOutOfBoundsException if there are no servers but the embedded one
     */
    public ServerSettings directoryServer() {
        return servers.stream()
                .filter(server -> directory.equals(Optional.of(server.name())))
                .findFirst()
                .orElseGet(() -> servers.get(0));
    }
}
