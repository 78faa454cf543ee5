package org.dayfly.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dayfly.config.value.SettingsException;

/**
 * The embedded server.
 *
 * @param directory the state folder; empty: the platform's place for the state of a user's programs
 * @param settings PostgreSQL settings (name to value) laid over dayfly's own
 */
public record EmbeddedSettings(Optional<Path> directory, Map<String, String> settings) {
    /** An identifier, or an extension's: two joined by a dot. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

    public EmbeddedSettings {
        settings = Map.copyOf(settings);
        settings.forEach(EmbeddedSettings::check);
    }

    /** A line feed in either would be a line of its own in postgresql.conf. */
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
