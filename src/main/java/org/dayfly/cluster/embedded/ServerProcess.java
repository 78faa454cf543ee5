package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.SystemText;

/**
 * Processes of PostgreSQL on a data directory, told from strangers that were given a dead one's id.
 *
 * <p>Linux shows every process's command line, even to a root without the right to trace others, and an empty one for a
 * process that is dead but not yet collected: the postmaster's names the data directory, its children's the cluster's
 * name. Elsewhere the program's name must do, and orphans can't be seen.
 */
public final class ServerProcess {
    private static final Path PROC = Path.of("/proc");

    private ServerProcess() {}

    /** The setting {@code cluster_name} by which a server's children are known. */
    public static String clusterName(Path data) {
        return "dayfly-" + Integer.toHexString(real(data).hashCode());
    }

    /** The data directory as the system knows it, links resolved. */
    static Path real(Path data) {
        try {
            return data.toRealPath();
        } catch (IOException e) {
            return data.toAbsolutePath().normalize();
        }
    }

    /** The postmaster, if a process with this id is alive and is the one of this data directory. */
    static Optional<ProcessHandle> postmaster(long pid, Path data) {
        return ProcessHandle.of(pid)
                .filter(process -> showsCommandLines()
                        ? isPostmaster(commandLine(pid), data)
                        : process.isAlive()
                                && isPostgres(process.info().command().orElse("")));
    }

    /** Every process of the server, the postmaster among them; none where the system doesn't show them. */
    public static List<ProcessHandle> all(Path data) {
        if (!showsCommandLines()) {
            return List.of();
        }
        String child = "postgres: " + clusterName(data) + ": ";
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    String commandLine = commandLine(process.pid());
                    return commandLine.startsWith(child) || isPostmaster(commandLine, data);
                })
                .toList();
    }

    private static boolean isPostmaster(String commandLine, Path data) {
        List<String> words = List.of(commandLine.split("\0", -1));
        return isPostgres(words.get(0)) && words.contains(real(data).toString());
    }

    private static boolean isPostgres(String command) {
        return command.endsWith("postgres") || command.endsWith("postgres.exe");
    }

    private static boolean showsCommandLines() {
        return Files.exists(PROC.resolve("self").resolve("cmdline"));
    }

    private static String commandLine(long pid) {
        try {
            return new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline")), SystemText.CHARSET);
        } catch (IOException e) {
            return "";
        }
    }
}
