package org.dayfly.background;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
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
    /** A setting whose value has the passwords of roles, or is a password. */
    private static final Pattern SECRETS =
            Pattern.compile("(access(?:\\.(?:password|maintenance-roles))?=).*", Pattern.DOTALL);

    /** The password in the URL of a server. */
    private static final Pattern IN_URL = Pattern.compile("(://[^:@/\\s]*:)[^@/\\s]*@");

    /**
     * What tells this dayfly from another one, without passwords: it is written into a file, and shown. Jars of the
     * usual major version of PostgreSQL make no difference.
     */
    String fingerprint() {
        String version = postgres.filter(jar -> jar.major() != PostgresJar.USUAL_MAJOR)
                .map(jar -> "PostgreSQL " + jar.major())
                .orElse("");
        String shown = settings.stream().map(Wanted::withoutPasswords).collect(Collectors.joining(" "));
        return (shown + " " + version).strip();
    }

    private static String withoutPasswords(String word) {
        Matcher secrets = SECRETS.matcher(word);
        return secrets.matches()
                ? secrets.group(1) + "***"
                : IN_URL.matcher(word).replaceAll("$1***@");
    }

    /** Whether any dayfly will do. */
    boolean isAny() {
        return settings.isEmpty() && postgres.isEmpty();
    }
}
