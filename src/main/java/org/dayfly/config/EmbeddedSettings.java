package org.dayfly.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dayfly.config.server.EmbeddedPlace;
import org.dayfly.config.value.SettingsException;

/**
 * The settings of embedded servers.
 *
 * @param directory the state folder; empty: the platform's default folder for the state of a user's programs
 * @param member the server's name in the list of servers, whose state folder is below the state folder; empty: the
 *     only embedded server
 * @param home the PostgreSQL installation that the server is made of; empty: the PostgreSQL that comes with dayfly
 * @param versions more installations, by major version, that whole servers of clients are made of
 * @param settings PostgreSQL settings by name, which win over dayfly's own settings
 * @param superuser whether the clients of whole servers are superusers there
 */
public record EmbeddedSettings(
        Optional<Path> directory,
        Optional<String> member,
        Optional<Path> home,
        Map<Integer, Path> versions,
        Map<String, String> settings,
        boolean superuser) {
    /** An identifier, or the name of an extension's setting, which is two identifiers with a dot between them. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

    public EmbeddedSettings {
        versions = Map.copyOf(versions);
        settings = Map.copyOf(settings);
        settings.forEach(EmbeddedSettings::check);
    }

    /** The settings of one of several servers. */
    public EmbeddedSettings at(EmbeddedPlace place) {
        return new EmbeddedSettings(directory, Optional.of(place.name()), place.home(), versions, settings, superuser);
    }

    /** Refuses line feeds, because a line feed in the name or the value would begin a new line of postgresql.conf. */
    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new SettingsException("embedded.settings holds \"" + name
                    + "\", which can't be a setting of PostgreSQL; write its name as in postgresql.conf");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new SettingsException(
                    "embedded.settings." + name + " has a control character in its value; write the value on one line");
        }
    }
}
