package org.dayfly.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The content of a database before a client gets the database.
 *
 * @param init files of SQL, in the order in which they run; the paths are absolute, and the files existed when the
 *     settings were read
 * @param extensions names of extensions, exactly as CREATE EXTENSION quotes them
 */
public record Preparation(List<Path> init, List<String> extensions) {
    /** An empty database. */
    public static final Preparation NONE = new Preparation(List.of(), List.of());

    /** The rule of PostgreSQL's check_valid_extension_name. */
    private static final Pattern EXTENSION = Pattern.compile("(?!-)(?!.*--)[^/\\\\\\x00]+(?<!-)", Pattern.DOTALL);

    /** NAMEDATALEN - 1. PostgreSQL cuts longer names. */
    private static final int MAX_NAME_BYTES = 63;

    public Preparation {
        init = List.copyOf(init);
        extensions = List.copyOf(extensions);
    }

    /** Whether PostgreSQL accepts an extension of this name. */
    public static boolean isExtension(String text) {
        return EXTENSION.matcher(text).matches() && text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }
}
