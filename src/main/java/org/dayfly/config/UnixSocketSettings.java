package org.dayfly.config;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Unix socket that clients may connect to.
 *
 * @param directory the directory of the socket
 * @param mode the permissions of the socket; a client needs the right to write
 */
public record UnixSocketSettings(Path directory, Set<PosixFilePermission> mode) {
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final String LETTERS = "rwxrwxrwx";

    public UnixSocketSettings {
        mode = Set.copyOf(mode);
    }

    /** Reads a mode in octal, as chmod takes it. */
    public static Optional<Set<PosixFilePermission>> parseMode(String text) {
        if (!MODE.matcher(text).matches()) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text, 8);
        StringBuilder letters = new StringBuilder(LETTERS);
        for (int i = 0; i < LETTERS.length(); i++) {
            if (((bits >> (LETTERS.length() - 1 - i)) & 1) == 0) {
                letters.setCharAt(i, '-');
            }
        }
        return Optional.of(PosixFilePermissions.fromString(letters.toString()));
    }
}
