package org.dayfly.background;

import java.util.List;
import java.util.Optional;

/**
 * The dayfly that a program needs.
 *
 * @param source what to start if no dayfly runs
 * @param settings the options of the command line that say the settings, as in --set databases.ttl=2h; empty: any
 *     settings will do
 * @param postgres the programs of PostgreSQL that dayfly should embed; empty: those that dayfly brings
 */
public record Wanted(ProgramSource source, List<String> settings, Optional<PostgresJar> postgres) {
    /** What tells this dayfly from another one. Jars of the usual major version of PostgreSQL make no difference. */
    String fingerprint() {
        String version = postgres.filter(jar -> jar.major() != PostgresJar.USUAL_MAJOR)
                .map(jar -> "PostgreSQL " + jar.major())
                .orElse("");
        return (String.join(" ", settings) + " " + version).strip();
    }

    /** Whether any dayfly will do. */
    boolean isAny() {
        return settings.isEmpty() && postgres.isEmpty();
    }
}
