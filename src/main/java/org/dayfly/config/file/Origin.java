package org.dayfly.config.file;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;

/** Tells an operator where a value was written: a line of a file, a variable or a flag. */
final class Origin {
    private Origin() {}

    /**
     * The absolute path for a path in a value. A relative path starts in the file's folder, or in the working directory
     * if the value is not from a file.
     */
    static Path path(ConfigValue value, Path written) {
        String file = value.origin().filename();
        Path relative = file == null ? written : Path.of(file).resolveSibling(written);
        return relative.toAbsolutePath();
    }

    static String of(ConfigValue value) {
        ConfigOrigin origin = value.origin();
        if (origin.filename() != null) {
            return origin.filename() + ", line " + origin.lineNumber();
        }
        // A flag or a variable has no lines, but the library counts one line for a value in HOCON.
        return origin.description().replaceFirst(": \\d+$", "");
    }
}
