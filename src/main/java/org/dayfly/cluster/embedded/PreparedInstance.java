package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.ExtensionException;
import org.dayfly.cluster.ExtensionProblem;
import org.dayfly.cluster.programs.FileTree;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.FileMode;
import org.dayfly.machine.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory that whole servers are copies of. It is made once for each installation of PostgreSQL and each
 * kind of administrator, and is kept in the state folder.
 *
 * @param folder the folder of all instances
 * @param account the account that all instances run under
 */
record PreparedInstance(Path folder, ServerBinaries binaries, ServerAccount account, InstanceSettings settings) {
    /** The beginning of the folder's name. No instance has such a name. */
    static final String PREFIX = "prepared-";

    /** A new instance then begins with 1 MB of WAL and not with 16 MB. */
    private static final String SMALL_WAL = "--wal-segsize=1";

    /** Nobody but dayfly reaches the socket, and dayfly verifies the password of each other role than its own. */
    private static final String AUTHENTICATION = "local all,replication all trust\n";

    /** See {@link #removeSpareFiles}. */
    private static final String REMOVE = """
            cd "$0" || exit
            find base global -name '*_fsm' -exec rm -f -- {} + || exit
            find base global -name '*_vm' -exec rm -f -- {} + || exit
            cd pg_wal && ls | grep -x '[0-9A-F]*' | sort | tail -n +2 | xargs rm -f --
            """;

    private static final Pattern ERROR = Pattern.compile("(?:ERROR|FATAL): +(.*(?:\\R.*(?:DETAIL|HINT): .*)*)");

    private static final Logger log = LoggerFactory.getLogger(PreparedInstance.class);

    /** The data directory. Makes it if there is none. Other clients that come meanwhile wait. */
    synchronized Path made() {
        Path path = folder.resolve(prefix() + fingerprint());
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

    private String prefix() {
        return PREFIX + binaries.major() + "-";
    }

    /** Removes the data directories of the same version that were made in another way. */
    private void removeOlder() {
        try {
            FileTree.deleteIn(folder, name -> name.startsWith(prefix()));
        } catch (IOException e) {
            log.warn("could not remove old data directories in {}: {}", folder, IoReason.of(e));
        }
    }

    private void make(Path path) {
        try {
            Path unfinished = Files.createTempDirectory(folder, FileTree.UNFINISHED);
            try {
                make(unfinished, path);
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

    private void make(Path unfinished, Path path) throws IOException {
        FileMode.set(unfinished, StateDirectory.MODE_FOR_ROOT);
        account.own(unfinished);
        Path data = unfinished.resolve("data");
        new Initdb(binaries, account, Optional.empty(), settings.platform()).make(data, List.of(SMALL_WAL));
        account.write(data.resolve("pg_hba.conf"), AUTHENTICATION);
        for (InstanceRights.Statements statements : statements()) {
            run(data, statements);
        }
        removeSpareFiles(data);
        Files.move(data, path);
    }

    private List<InstanceRights.Statements> statements() {
        return Stream.concat(
                        InstanceRights.of(binaries.major(), settings.superuser()).stream(),
                        InstanceExtensions.of(settings.extensions()).stream())
                .toList();
    }

    /** Runs statements in single-user mode, in which PostgreSQL lets its system tables be changed. */
    private void run(Path data, InstanceRights.Statements statements) {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("postgres"),
                "--single",
                "-O",
                "-c",
                "exit_on_error=on",
                "-c",
                "fsync=off",
                "-c",
                "wal_recycle=off",
                "-D",
                data.toString()));
        settings.libraries().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        command.add(statements.database());
        ProgramRun run = account.run(command, statements.sql());
        if (!run.succeeded()) {
            Optional<ExtensionProblem> problem = binaries.extensionAdvice().on(run.output());
            if (problem.isPresent()) {
                throw new ExtensionException(problem.get());
            }
            throw new ClusterException(
                    "the data directory for whole servers can't be prepared: " + reason(run.output()));
        }
    }

    /**
     * Removes files that PostgreSQL makes again when it needs them: the segments of WAL that it made ahead (the first
     * segment has the last checkpoint), and the maps of free space and of visibility. A quarter of all files are such
     * maps, and each file costs time in each copy.
     *
     * @see <a href="https://www.postgresql.org/docs/current/storage-fsm.html">PostgreSQL, 66.3 and 66.4</a>
     */
    private void removeSpareFiles(Path data) throws IOException {
        ProgramRun run = account.run(List.of("sh", "-c", REMOVE, data.toString()));
        if (!run.succeeded()) {
            throw new IOException(run.output());
        }
    }

    /** PostgreSQL's first error, with what belongs to it; all that PostgreSQL wrote if this has no error. */
    private static String reason(String output) {
        Matcher error = ERROR.matcher(output);
        return error.find() ? error.group(1).replaceAll("\\R.*?(?=[A-Z]+: )", "; ") : output;
    }

    /** Tells data directories that were made in different ways. */
    private String fingerprint() {
        String made = binaries.home() + AUTHENTICATION + REMOVE + statements();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(made.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
