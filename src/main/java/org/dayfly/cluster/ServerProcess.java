package org.dayfly.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Processes of PostgreSQL on a data directory, told from strangers that were given a dead one's id.
 *
 * <p>Linux shows a process's working directory, which for all of a server's is the data directory, and shows none for one
 * that is dead but not yet collected. Elsewhere the program's name must do, and orphans can't be seen.
 */
final class ServerProcess {
    private static final Path PROC = Path.of("/proc");

    private ServerProcess() {}

    static Optional<ProcessHandle> of(long pid, Path data) {
        return ProcessHandle.of(pid).filter(process -> isServerOn(process, data));
    }

    static boolean isServerOn(ProcessHandle process, Path data) {
        return process.isAlive()
                && process.info().command().filter(ServerProcess::isPostgres).isPresent()
                && (!showsFolders() || worksIn(process, data));
    }

    /** Every process of the server, the postmaster among them; none where the system doesn't show them. */
    static List<ProcessHandle> on(Path data) {
        return showsFolders()
                ? ProcessHandle.allProcesses()
                        .filter(process -> isServerOn(process, data))
                        .toList()
                : List.of();
    }

    private static boolean isPostgres(String command) {
        return command.endsWith("postgres")
                || command.endsWith("postgres.exe")
                // Of programs that a newer version replaced.
                || command.endsWith("postgres (deleted)");
    }

    private static boolean showsFolders() {
        return Files.exists(PROC.resolve("self").resolve("cwd"));
    }

    private static boolean worksIn(ProcessHandle process, Path data) {
        try {
            Path folder = Files.readSymbolicLink(
                    PROC.resolve(Long.toString(process.pid())).resolve("cwd"));
            return Files.exists(data) && folder.equals(data.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
