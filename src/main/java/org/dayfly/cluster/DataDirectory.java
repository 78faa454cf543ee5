package org.dayfly.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database cluster on disk, made by initdb aside and renamed into place when whole.
 *
 * @see <a href="https://www.postgresql.org/docs/current/creating-cluster.html">PostgreSQL, 18.2</a>
 */
record DataDirectory(Path path) {
    /** The superuser, which is the maintenance role. */
    static final String SUPERUSER = "dayfly";

    private static final String SETTINGS = "dayfly.conf";
    private static final int CONTROL_FILE_BYTES = 8192;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

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

    /** Makes it, with the server's account as owner. */
    void initialise(ServerBinaries binaries, ServerAccount account, Optional<Path> passwordFile) {
        long start = System.nanoTime();
        try {
            Path unfinished = Files.createTempDirectory(FileTree.parent(path), StateFolder.UNFINISHED);
            account.own(unfinished);
            ProgramRun initdb = account.run(command(binaries, unfinished, passwordFile));
            if (!initdb.succeeded()) {
                FileTree.delete(unfinished);
                throw new ClusterException(
                        "initdb failed for " + path + " as " + account.name() + ": " + initdb.output());
            }
            Files.writeString(
                    unfinished.resolve("postgresql.conf"), "\ninclude '" + SETTINGS + "'\n", StandardOpenOption.APPEND);
            Files.writeString(unfinished.resolve("pg_hba.conf"), authentication(passwordFile.isPresent()));
            Files.createFile(unfinished.resolve(SETTINGS));
            account.own(unfinished.resolve(SETTINGS));
            Files.move(unfinished, path);
            log.info(
                    "data directory {} initialised in {} ms, owned by {}",
                    path,
                    (System.nanoTime() - start) / 1_000_000,
                    account.name());
        } catch (IOException e) {
            throw new ClusterException("the data directory " + path + " can't be made (" + e + "); make room there", e);
        }
    }

    private static List<String> command(ServerBinaries binaries, Path data, Optional<Path> passwordFile) {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("initdb"),
                "--pgdata=" + data,
                "--username=" + SUPERUSER,
                "--no-sync",
                // They would cost each write something, to find what nobody would mend.
                "--no-data-checksums",
                "--no-instructions",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth=" + (passwordFile.isPresent() ? "scram-sha-256" : "trust")));
        passwordFile.ifPresent(file -> command.add("--pwfile=" + file));
        return command;
    }

    /** On a Unix socket the folder's mode is the lock; on loopback, where any local user knocks, the password is. */
    private static String authentication(boolean byPassword) {
        return byPassword ? "host all all 127.0.0.1/32 scram-sha-256\n" : "local all all trust\n";
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
