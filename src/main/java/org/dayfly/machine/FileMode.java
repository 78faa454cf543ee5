package org.dayfly.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The permissions of files and folders. */
public final class FileMode {
    private FileMode() {}

    /** Sets permissions such as {@code rwx------}, if the file system supports permissions. */
    public static void set(Path file, String mode) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }
}
