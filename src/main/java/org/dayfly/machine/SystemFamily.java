package org.dayfly.machine;

import java.util.Locale;
import java.util.Optional;

/** The kind of operating system. */
public enum SystemFamily {
    LINUX,
    DARWIN,
    WINDOWS;

    /** Reads the property {@code os.name} of a JVM. Empty: another system. */
    public static Optional<SystemFamily> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("linux")) {
            return Optional.of(LINUX);
        }
        if (lower.startsWith("mac") || lower.startsWith("darwin")) {
            return Optional.of(DARWIN);
        }
        return lower.startsWith("windows") ? Optional.of(WINDOWS) : Optional.empty();
    }

    /** The system of this JVM. A system that is none of these counts as Linux. */
    public static SystemFamily here() {
        return of(System.getProperty("os.name", "")).orElse(LINUX);
    }
}
