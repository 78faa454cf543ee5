package org.dayfly.config.file;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;

/** Tells an operator where a value came from: a line of a file, a variable, or a flag. */
final class Origin {
    private Origin() {}

    /** A path as it was written there: a relative one starts in the folder of the file, else in the working directory. */
    static Path path(ConfigValue value, String text) {
        String file = value.origin().filename();
        Path relative = file == null ? Path.of(text) : Path.of(file).resolveSibling(text);
        return relative.toAbsolutePath();
    }

    static String of(ConfigValue value) {
        ConfigOrigin origin = value.origin();
        if (origin.filename() != null) {
            return origin.filename() + ", line " + origin.lineNumber();
        }
        // A flag or a variable has no lines, though the library counts one in what is written in HOCON there.
        return origin.description().replaceFirst(": \\d+$", "");
    }
}
