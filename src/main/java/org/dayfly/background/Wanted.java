package org.dayfly.background;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The dayfly that a program needs.
 *
 * @param source what to start if no dayfly runs
 * @param settings the options of the command line that say the settings, as in --set databases.ttl=2h; empty: any
 *     settings will do
 * @param postgres the programs of PostgreSQL that dayfly should embed; empty: those that dayfly brings
 */
public record Wanted(ProgramSource source, List<String> settings, Optional<PostgresJar> postgres) {
    /** A setting whose value may have a password: of clients, of maintenance roles, or in the URL of a server. */
    private static final Pattern SECRET = Pattern.compile("(?s)((?:access|servers|directory|tls)\\b[^=]*=).*");

    /**
     * What tells this dayfly from another one, without passwords: it is written into a file, and shown. Jars of the
     * usual major version of PostgreSQL make no difference.
     */
    String fingerprint() {
        String version = postgres.filter(jar -> jar.major() != PostgresJar.USUAL_MAJOR)
                .map(jar -> "PostgreSQL " + jar.major())
                .orElse("");
        String shown = settings.stream()
                .map(word -> SECRET.matcher(word).replaceFirst("$1***"))
                .collect(Collectors.joining(" "));
        return (shown + " " + version).strip();
    }

    /** Whether any dayfly will do. */
    boolean isAny() {
        return settings.isEmpty() && postgres.isEmpty();
    }
}
