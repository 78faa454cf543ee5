package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.value.IoReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory that whole servers are copies of. It is made once for each installation of PostgreSQL and each
 * kind of administrator, and is kept in the state folder.
 *
 * @param folder the folder of all instances
 * @param like a server with the same programs and the same account
 */
record PreparedInstance(Path folder, Postmaster like, InstanceSettings settings) {
    /** The beginning of the folder's name. No instance has such a name. */
    static final String PREFIX = "prepared-";

    /** A new instance then begins with 1 MB of WAL and not with 16 MB. */
    private static final String SMALL_WAL = "--wal-segsize=1";

    /** Nobody but dayfly reaches the socket, and dayfly verifies the password of each other role than its own. */
    private static final String AUTHENTICATION = "local all,replication all trust\n";

    private static final Logger log = LoggerFactory.getLogger(PreparedInstance.class);

    /** The data directory. Makes it if there is none. The caller calls this from one thread at a time. */
    Path made() {
        Path path = folder.resolve(PREFIX + binaries().major() + "-" + fingerprint());
        if (!Files.isDirectory(path)) {
            removeOlder();
            long start = System.nanoTime();
            make(path);
            log.info(
                    "data directory {} for whole servers prepared in {} ms",
                    path,
                    (System.nanoTime() - start) / 1_000_000);
        }
        return path;
    }

    /** Removes what a dead process left unfinished, and the data directories of other installations. */
    private void removeOlder() {
        try {
            FileTree.deleteIn(folder, name -> name.startsWith(FileTree.UNFINISHED) || name.startsWith(PREFIX));
        } catch (IOException e) {
            log.warn("could not remove old data directories in {}: {}", folder, IoReason.of(e));
        }
    }

    private ServerBinaries binaries() {
        return like.binaries();
    }

    private ServerAccount account() {
        return like.account();
    }

    private void make(Path path) {
        try {
            Path unfinished = Files.createTempDirectory(folder, FileTree.UNFINISHED);
            try {
                make(path, unfinished);
            } finally {
                FileTree.delete(unfinished);
            }
        } catch (IOException e) {
            throw new ClusterException(
                    "the data directory for whole servers can't be made in " + folder + " (" + IoReason.of(e)
                            + "); look for room there",
                    e);
        }
    }

    private void make(Path path, Path unfinished) throws IOException {
        FileTree.setMode(unfinished, StateFolder.MODE_FOR_ROOT);
        account().own(unfinished);
        Path data = unfinished.resolve("data");
        new Initdb(binaries(), account(), Optional.empty(), settings.platform()).make(data, List.of(SMALL_WAL));
        account().write(data.resolve("pg_hba.conf"), AUTHENTICATION);
        for (InstanceRights.Statements statements : InstanceRights.of(binaries().major(), settings.superuser())) {
            run(data, statements);
        }
        removeSpareLog(data);
        Files.move(data, path);
    }

    /** Runs statements in single-user mode, in which PostgreSQL lets its system tables be changed. */
    private void run(Path data, InstanceRights.Statements statements) {
        ProgramRun run = account()
                .run(
                        List.of(
                                binaries().program("postgres"),
                                "--single",
                                "-O",
                                "-c",
                                "exit_on_error=on",
                                "-c",
                                "fsync=off",
                                "-c",
                                "wal_recycle=off",
                                "-D",
                                data.toString(),
                                statements.database()),
                        statements.sql());
        if (!run.succeeded()) {
            throw new ClusterException("the data directory for whole servers can't be prepared: " + run.output());
        }
    }

    /** Removes the segments of WAL that PostgreSQL made ahead. The first segment has the last checkpoint. */
    private void removeSpareLog(Path data) throws IOException {
        ProgramRun run = account()
                .run(List.of(
                        "sh",
                        "-c",
                        "cd \"$0\" && ls | grep -x '[0-9A-F]*' | sort | tail -n +2 | xargs rm -f --",
                        data.resolve("pg_wal").toString()));
        if (!run.succeeded()) {
            throw new IOException(run.output());
        }
    }

    /** Tells data directories that were made in different ways. */
    private String fingerprint() {
        String made = binaries().home()
                + AUTHENTICATION
                + InstanceRights.of(binaries().major(), settings.superuser());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(made.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
