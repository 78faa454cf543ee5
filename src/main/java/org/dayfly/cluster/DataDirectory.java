package org.dayfly.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A database cluster on disk: whether a server may be started on it, and with what settings.
 *
 * @see <a href="https://www.postgresql.org/docs/current/storage-file-layout.html">PostgreSQL, 66.1</a>
 */
record DataDirectory(Path path) {
    /** The superuser, which is the maintenance role. */
    static final String SUPERUSER = "dayfly";

    static final String SETTINGS = "dayfly.conf";
    private static final int CONTROL_FILE_BYTES = 8192;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    boolean exists() {
        return Files.exists(path);
    }

    /** What can be seen to be wrong with it without a server. */
    Optional<String> damage(int major) {
        try {
            Path version = path.resolve("PG_VERSION");
            if (!Files.exists(version)) {
                return Optional.of("PG_VERSION is missing");
            }
            String found = Files.readString(version).strip();
            if (!found.equals(Integer.toString(major))) {
                return Optional.of("it is of PostgreSQL " + found + ", not " + major);
            }
            Path control = path.resolve("global").resolve("pg_control");
            return Files.exists(control) && isWritten(Files.readAllBytes(control))
                    ? Optional.empty()
                    : Optional.of("global/pg_control is missing or empty");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static boolean isWritten(byte[] control) {
        for (byte value : control) {
            if (value != 0) {
                return control.length >= CONTROL_FILE_BYTES;
            }
        }
        return false;
    }

    /** The settings it was last started with; empty where it never was. */
    String settings() {
        try {
            Path file = path.resolve(SETTINGS);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    void write(String settings, ServerAccount account) {
        try {
            account.ownAll(path);
            Files.writeString(path.resolve(SETTINGS), settings);
            account.own(path.resolve(SETTINGS));
        } catch (IOException e) {
            throw new ClusterException(
                    "the settings in " + path + " can't be written (" + e + "); look at its owner", e);
        }
    }

    /** Moves it out of the way; nothing of it is deleted. */
    Path setAside(Clock clock) {
        Path aside = path.resolveSibling(path.getFileName() + ".damaged-" + STAMP.format(clock.instant()));
        try {
            return Files.move(path, aside);
        } catch (IOException e) {
            throw new ClusterException(
                    "the damaged data directory " + path + " can't be moved (" + e + "); move it", e);
        }
    }

    private ClusterException unreadable(IOException e) {
        return new ClusterException(
                "the data directory " + path + " can't be read (" + e + "); start as its owner, or choose another state"
                        + " folder: --set embedded.directory=FOLDER",
                e);
    }
}
