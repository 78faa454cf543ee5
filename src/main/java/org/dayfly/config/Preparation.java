package org.dayfly.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is put into a database before anybody gets it.
 *
 * @param init files of SQL, in the order in which they are run; absolute, and there when the settings were read
 * @param extensions names of extensions, exactly as CREATE EXTENSION is to quote them
 */
public record Preparation(List<Path> init, List<String> extensions) {
    /** An empty database. */
    public static final Preparation NONE = new Preparation(List.of(), List.of());

    /** As PostgreSQL's check_valid_extension_name has it. */
    private static final Pattern EXTENSION = Pattern.compile("(?!-)(?!.*--)[^/\\\\\\x00]+(?<!-)", Pattern.DOTALL);

    /** NAMEDATALEN - 1; PostgreSQL cuts off what is beyond. */
    private static final int MAX_NAME_BYTES = 63;

    public Preparation {
        init = List.copyOf(init);
        extensions = List.copyOf(extensions);
    }

    /** Whether PostgreSQL can take an extension of this name. */
    public static boolean isExtension(String text) {
        return EXTENSION.matcher(text).matches() && text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }
}
