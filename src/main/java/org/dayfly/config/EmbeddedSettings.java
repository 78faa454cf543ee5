package org.dayfly.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/**
 * The settings of the embedded server.
 *
 * @param directory the state folder; empty: the platform's default folder for the state of a user's programs
 * @param settings PostgreSQL settings by name, which win over dayfly's own settings
 */
public record EmbeddedSettings(Optional<Path> directory, Map<String, String> settings) {
    /** An identifier, or the name of an extension's setting, which is two identifiers with a dot between them. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

    public EmbeddedSettings {
        settings = Map.copyOf(settings);
        settings.forEach(EmbeddedSettings::check);
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
