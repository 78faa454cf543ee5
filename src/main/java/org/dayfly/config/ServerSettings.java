package org.dayfly.config;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.dayfly.config.server.ServerPlace;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.config.value.SettingsException;

/**
 * One of the servers that dayfly makes databases on.
 *
 * @param name names the server in logs, commands and other settings; clients never see this name
 * @param place where the server is
 * @param weight the server's share of new databases, in proportion to the weights of the other servers; from 1 to 1000
 * @param max how many databases there may be on the server at the same time, 0 for no limit; empty: databases.max
 */
public record ServerSettings(String name, ServerPlace place, int weight, OptionalInt max) {
    private static final int HEAVIEST = 1000;

    /** Fits the default names too, which are of the form host:port. */
    private static final Pattern NAME = Pattern.compile("[\\w.:/-]{1,120}");

    public ServerSettings {
        if (!NAME.matcher(name).matches()) {
            throw new SettingsException("servers holds the name \"" + name
                    + "\", which can't be a server's; write a name of letters, digits and _ - . as in db1");
        }
        if (weight < 1 || weight > HEAVIEST) {
            throw new SettingsException("the weight of server " + name + " is " + weight + "; write 1 to " + HEAVIEST);
        }
        if (max.isPresent() && max.getAsInt() < 0) {
            throw new SettingsException(
                    "max of server " + name + " is " + max.getAsInt() + "; write 0, for no limit, or more");
        }
    }

    /** A server with the settings that all servers have, named by its host and port. */
    public static ServerSettings at(ServerUrl url) {
        return new ServerSettings(url.asName(), url, 1, OptionalInt.empty());
    }

    /** The settings of databases on this server. */
    public DatabaseSettings databases(DatabaseSettings all) {
        return max.isPresent() ? all.withQuota(all.quota().withDatabases(max.getAsInt())) : all;
    }
}
