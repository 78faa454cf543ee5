package org.dayfly.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded server.
 *
 * @param directory the state folder; empty: the platform's place for the state of a user's programs
 * @param settings PostgreSQL settings (name to value) laid over dayfly's own
 */
public record EmbeddedSettings(Optional<Path> directory, Map<String, String> settings) {
    public EmbeddedSettings {
        settings = Map.copyOf(settings);
    }
}
