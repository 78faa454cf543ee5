package org.dayfly.background;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * A program that can be started as dayfly.
 *
 * @param version the version, as in 0.1.0; empty: not known
 * @param command the command line without the arguments of dayfly
 */
public record Program(String version, List<String> command) {
    /** The property with the path of the script that started this JVM, if a script did. */
    private static final String LAUNCHER = "dayfly.launcher";

    private static final String MAIN = "org.dayfly.Main";

    /**
     * The program that this JVM runs.
     *
     * @param archives a folder for files that make later starts faster
     */
    public static Program own(Path archives) {
        String launcher = System.getProperty(LAUNCHER, "");
        List<String> command = launcher.isEmpty()
                ? runnableJar().map(jar -> JavaCommand.of(jar, archives)).orElseGet(() -> JavaCommand.of(MAIN))
                : List.of(launcher);
        return new Program(ownVersion(), command);
    }

    /** The version of the jar that this class is in. */
    public static String ownVersion() {
        return Objects.requireNonNullElse(Program.class.getPackage().getImplementationVersion(), "");
    }

    /** A jar that can be run, of the same version as this class. */
    public static Program of(Path jar, Path archives) {
        return new Program(ownVersion(), JavaCommand.of(jar, archives));
    }

    /** The jar with this class, if that jar runs dayfly. */
    private static Optional<Path> runnableJar() {
        try {
            Path place = Path.of(Program.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(place)) {
                return Optional.empty();
            }
            try (JarFile jar = new JarFile(place.toFile())) {
                return MAIN.equals(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
                        ? Optional.of(place)
                        : Optional.empty();
            }
        } catch (IOException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether this program is of a later version than the other one. */
    boolean isNewerThan(String other) {
        try {
            return Version.parse(version).compareTo(Version.parse(other)) > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
