package org.dayfly.config;

import java.util.List;
import org.dayfly.config.value.SettingsException;

/**
 * The PostgreSQL server that holds the databases.
 *
 * @param servers the team's own servers; empty: the embedded server
 * @param embedded the settings of the embedded server
 */
public record ClusterSettings(List<ServerUrl> servers, EmbeddedSettings embedded) {
    public ClusterSettings {
        servers = List.copyOf(servers);
        if (servers.size() > 1) {
            throw new SettingsException("servers lists " + servers.size()
                    + " servers, but dayfly can use only one server as yet; remove the others");
        }
    }
}
