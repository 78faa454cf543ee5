package org.dayfly.background;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A file whose time of change is the time at which a dayfly in the background last had a session. */
public final class UseMark {
    private UseMark() {}

    static Path in(Path state) {
        return state.resolve("background.used");
    }

    /** Says that a dayfly is in use now. */
    public static void touch(Path state) throws IOException {
        Path file = in(state);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }
}
