package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileStatus;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.Handover;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.PlainFile;

/**
 * A database cluster on disk. Tells whether dayfly made the cluster, whether a server may start on it, and with which
 * settings.
 *
 * @see <a href="https://www.postgresql.org/docs/current/storage-file-layout.html">PostgreSQL, 66.1</a>
 */
record DataDirectory(Path path) {
    /** The superuser, which is the maintenance role. */
    static final String SUPERUSER = "dayfly";

    /** The settings file that dayfly puts into each data directory. A directory with this file was made by dayfly. */
    static final String SETTINGS = "dayfly.conf";

    private static final String VERSION = "PG_VERSION";
    private static final Pattern VERSION_NUMBER = Pattern.compile("\\d{1,4}(\\.\\d{1,4})?");
    private static final int CONTROL_FILE_BYTES = 8192;
    private static final String CLOSED = "rwx------";

    /** Whether the data directory exists. An empty folder, such as a newly mounted volume, does not count. */
    boolean exists() {
        try {
            return isThere(path) && !isEmpty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private boolean isEmpty() throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Unlike {@link Files#exists}, this method tells a missing file from a file that can't be seen. */
    private static boolean isThere(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Refuses a folder that dayfly did not make, or made with another version of PostgreSQL. Nothing in the folder
     * changes.
     *
     * @throws ClusterException with the next step for the operator
     */
    void refuseForeign(int major) {
        try {
            refuseClusterAsStateFolder();
            if (!Files.isDirectory(FileTree.parent(path)) || !exists()) {
                return;
            }
            if (!isThere(path.resolve(SETTINGS))) {
                throw new ClusterException(path + " was not made by dayfly (it holds no " + SETTINGS
                        + "), and stays as it is; move it away, or choose another folder:"
                        + " --set embedded.directory=FOLDER");
            }
            Optional<String> found = version();
            if (found.isPresent() && !found.get().equals(Integer.toString(major))) {
                throw new ClusterException("the data in " + path + " is of PostgreSQL " + found.get()
                        + ", and this dayfly starts PostgreSQL " + major
                        + "; name an installation of PostgreSQL "
                        + found.get() + " as home of the server (embedded.home, or home in servers), start the dayfly"
                        + " that made it, move it away, or choose another folder: --set embedded.directory=FOLDER");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void refuseClusterAsStateFolder() throws IOException {
        Path folder = FileTree.parent(path);
        if (Files.isDirectory(folder) && isThere(folder.resolve(VERSION))) {
            throw new ClusterException("embedded.directory is " + folder + ", which is a data directory of PostgreSQL"
                    + " and is left as it is; name a folder of dayfly's own: --set embedded.directory=FOLDER");
        }
    }

    /**
     * Empty if the version is unknown. Content that is not a version is never shown, because the file may be another
     * file.
     */
    private Optional<String> version() throws IOException {
        if (!isThere(path.resolve(VERSION))) {
            return Optional.empty();
        }
        String found = PlainFile.text(path.resolve(VERSION)).strip();
        return VERSION_NUMBER.matcher(found).matches() ? Optional.of(found) : Optional.empty();
    }

    /** The major version of the server that has the data; 0 if it is unknown. */
    int major() {
        try {
            return version().map(Integer::valueOf).orElse(0);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The damage that can be seen without a server. */
    Optional<String> damage() {
        try {
            if (version().isEmpty()) {
                return Optional.of("PG_VERSION is missing or empty");
            }
            Path control = path.resolve("global").resolve("pg_control");
            return isThere(control) && isWritten(PlainFile.bytes(control))
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

    /** Whether the WAL is on another disk. If that disk is not mounted, the WAL seems to be lost. */
    boolean keepsLogElsewhere() {
        return Files.isSymbolicLink(path.resolve("pg_wal"));
    }

    /** The settings of the last start. Empty if no server was ever started. */
    String settings() {
        try {
            Path file = path.resolve(SETTINGS);
            return isThere(file) ? PlainFile.text(file) : "";
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Gives the data directory to the server's account and closes it to others. The platform may have changed its owner
     * and mode.
     */
    void mend(ServerAccount account) {
        try {
            Handover.of(path, account);
            Optional<FileStatus> status = FileStatus.of(path.toRealPath());
            if (status.isPresent() && !status.get().permissions().equals("0700")) {
                close(status.get());
            }
        } catch (IOException e) {
            throw new ClusterException(
                    "the data directory " + path + " can't be given to " + account.name() + " (" + IoReason.of(e)
                            + "); start as its owner",
                    e);
        }
    }

    private void close(FileStatus status) {
        try {
            FileMode.set(path, CLOSED);
        } catch (IOException e) {
            throw new ClusterException(
                    "the data directory " + path + " has mode " + status.permissions() + " and belongs to uid "
                            + status.uid() + ", and can't be closed to others (" + e.getMessage()
                            + "); run: chmod 0700 "
                            + path,
                    e);
        }
    }

    void write(String settings, ServerAccount account) {
        try {
            account.write(path.resolve(SETTINGS), settings);
        } catch (IOException e) {
            throw new ClusterException(
                    "the settings in " + path + " can't be written (" + IoReason.of(e)
                            + "); look at its owner, and for room there",
                    e);
        }
    }

    /** Moves the data directory aside. Nothing is deleted. */
    Path setAside(Clock clock) {
        Path aside = DamagedCopies.name(path, clock);
        try {
            return Files.move(path, aside);
        } catch (IOException e) {
            throw new ClusterException(
                    "the damaged data directory " + path + " can't be moved (" + IoReason.of(e) + "); move it", e);
        }
    }

    private ClusterException unreadable(IOException e) {
        return new ClusterException(
                "the data directory " + path + " can't be read (" + IoReason.of(e)
                        + "); start as its owner, or choose another state" + " folder: --set embedded.directory=FOLDER",
                e);
    }
}
