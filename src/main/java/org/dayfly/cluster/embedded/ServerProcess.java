package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dayfly.machine.SystemText;

/**
 * Finds the processes of PostgreSQL on a data directory. Does not take another process for one of them if that process
 * got the id of a dead one.
 *
 * <p>Linux shows every process's command line, even to a root user that may not trace other processes. The command line
 * of a dead process that was not collected yet is empty. The postmaster's command line names the data directory. The
 * command lines of its children name the cluster. On other systems only the program's name is compared, and orphans
 * can't be seen.
 */
public final class ServerProcess {
    private static final Path PROC = Path.of("/proc");

    private ServerProcess() {}

    /** The setting {@code cluster_name}, by which dayfly recognises a server's child processes. */
    public static String clusterName(Path data) {
        return "dayfly-" + Integer.toHexString(real(data).hashCode());
    }

    /** The real path of the data directory, with links resolved. */
    static Path real(Path data) {
        try {
            return data.toRealPath();
        } catch (IOException e) {
            return data.toAbsolutePath().normalize();
        }
    }

    /** The postmaster, if the process with this id is alive and runs on this data directory. */
    static Optional<ProcessHandle> postmaster(long pid, Path data) {
        return ProcessHandle.of(pid)
                .filter(process -> showsCommandLines()
                        ? isPostmaster(commandLine(pid), data)
                        : process.isAlive()
                                && isPostgres(process.info().command().orElse("")));
    }

    /**
     * Whether a process runs, whatever program it runs. A dead process that was not collected yet does not run. Its
     * command line would not tell: the command line is empty for a moment whenever a process changes its program.
     */
    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && state(pid) != 'Z';
    }

    /** The state of a process, as Linux shows it after the name in parentheses; a space where it is not known. */
    private static char state(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), SystemText.CHARSET);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException | IndexOutOfBoundsException e) {
            return ' ';
        }
    }

    /** Every process of the server, including the postmaster. Empty if the system does not show command lines. */
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
