package org.dayfly.background;

import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A program that can be started as dayfly.
 *
 * @param version the version, as in 0.1.0; empty: not known
 * @param command the command line without the arguments of dayfly
 */
public record Program(String version, List<String> command) {
    /** The version of the jar that this class is in; empty: this class is in no jar. */
    public static String ownVersion() {
        return Objects.requireNonNullElse(Program.class.getPackage().getImplementationVersion(), "");
    }

    /**
     * A jar that can be run.
     *
     * @param archives a folder for files that make later starts faster
     */
    public static Program of(String version, Path jar, Path archives) {
        return new Program(version, JavaCommand.of(jar, archives));
    }

    /** Whether the first version is later than the second. Versions that are not known are not later. */
    public static boolean isLater(String version, String other) {
        try {
            return Version.parse(version).compareTo(Version.parse(other)) > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
