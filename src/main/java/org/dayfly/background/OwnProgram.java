package org.dayfly.background;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** The program that this JVM runs. */
public final class OwnProgram implements ProgramSource {
    /** The property with the path of the script that started this JVM, if a script did. */
    private static final String LAUNCHER = "dayfly.launcher";

    private static final String MAIN = "org.dayfly.Main";

    @Override
    public String version() {
        return Program.ownVersion();
    }

    @Override
    public Program prepare(Path folder) {
        String launcher = System.getProperty(LAUNCHER, "");
        if (!launcher.isEmpty()) {
            return new Program(version(), List.of(launcher));
        }
        return runnableJar()
                .map(jar -> Program.of(version(), jar, folder))
                .orElseGet(() -> new Program(version(), JavaCommand.of(MAIN)));
    }

    /** The jar with this class, if that jar runs dayfly. */
    private static Optional<Path> runnableJar() {
        try {
            Path place = Path.of(OwnProgram.class
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
}
