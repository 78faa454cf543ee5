package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.ProgramRun;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.Deadline;
import org.dayfly.machine.PlainFile;
import org.dayfly.machine.ProgramLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the server on a data directory with pg_ctl.
 *
 * <p>pg_ctl detaches the server from dayfly's terminal. So Ctrl-C reaches only dayfly, and open sessions may finish.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pg-ctl.html">PostgreSQL, pg_ctl</a>
 */
public record Postmaster(ServerBinaries binaries, ServerAccount account, Path data, ProgramLog serverLog) {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration FAST_STOP = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(5);
    private static final Duration LEFTOVERS = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    /** The server that runs on the data directory. Any process may have started the server. */
    public Optional<PostmasterFile> running() {
        return running(data);
    }

    public static Optional<PostmasterFile> running(Path data) {
        return PostmasterFile.read(data)
                .filter(file -> ServerProcess.postmaster(file.pid(), data).isPresent());
    }

    /** Whether the running server uses the programs of this dayfly, and not the programs of an earlier version. */
    boolean runsOurPrograms() {
        try {
            String started = PlainFile.text(data.resolve("postmaster.opts"));
            return started.startsWith(
                    Path.of(binaries.program("postgres")).toRealPath().toString());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Starts the server and waits until the server accepts connections.
     *
     * @throws StartFailure if the server does not start
     */
    public PostmasterFile start() {
        clear();
        return startFirst();
    }

    /**
     * Starts the first server on a data directory. No process of another server can be left over.
     *
     * @throws StartFailure if the server does not start
     */
    PostmasterFile startFirst() {
        new DataDirectory(data).mend(account);
        account.prepare(serverLog);
        long mark = serverLog.size();
        try {
            Process control = ProgramRun.start(
                    account.command(List.of(
                            binaries.program("pg_ctl"),
                            "start",
                            "--silent",
                            "--wait",
                            "--timeout=" + START.toSeconds(),
                            "--pgdata=" + ServerProcess.real(data),
                            "--log=" + serverLog.path())),
                    ProcessBuilder.Redirect.PIPE);
            // pg_ctl looks only ten times a second. dayfly watches pg_ctl only to notice that the server died early.
            boolean inTime = Deadline.in(START).await(() -> isReady() || !control.isAlive());
            return running()
                    .filter(PostmasterFile::isReady)
                    .orElseThrow(() -> failure(!inTime, serverLog.since(mark), control));
        } catch (IOException e) {
            throw new ClusterException("pg_ctl can't be run as " + account.name() + ": " + IoReason.of(e), e);
        }
    }

    /**
     * Waits until a server accepts connections that another program than pg_ctl has started, on a new data directory.
     *
     * @throws StartFailure if the server does not start
     */
    void awaitStart(long process) {
        boolean inTime = Deadline.in(START).await(() -> isReady() || !ServerProcess.isAlive(process));
        if (!isReady()) {
            throw new StartFailure(!inTime, serverLog.since(0), serverLog.path(), binaries.extensionAdvice());
        }
    }

    private boolean isReady() {
        return running().filter(PostmasterFile::isReady).isPresent();
    }

    /** If the server could not even write its log, the output of pg_ctl has the reason. */
    private StartFailure failure(boolean timedOut, String written, Process control) {
        try {
            String output = timedOut || !written.isBlank()
                    ? written
                    : new String(control.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new StartFailure(timedOut, output, serverLog.path(), binaries.extensionAdvice());
        } catch (IOException e) {
            return new StartFailure(timedOut, written, serverLog.path(), binaries.extensionAdvice());
        }
    }

    /**
     * Cleans up after a server that was killed. Its child processes live on for a moment, and its postmaster.pid stays.
     *
     * @throws ClusterException if a server still runs
     */
    void clear() {
        if (running().isPresent()) {
            throw new ClusterException("a server already runs on " + data + "; stop it first");
        }
        if (!leftoversEnd()) {
            log.warn("processes of a dead server on {} did not end by themselves; killing them", data);
            kill();
        }
        try {
            // Another process may have the process id by now, or a dead child that its parent has not collected.
            // PostgreSQL would not start then.
            Optional<PostmasterFile> stale = PostmasterFile.read(data);
            if (stale.isPresent() && stale.get().endpoint() instanceof UnixEndpoint socket) {
                refuseWhereAnswered(socket);
                removeLock(socket);
            }
            Files.deleteIfExists(PostmasterFile.in(data));
        } catch (IOException e) {
            throw new ClusterException(
                    "the stale postmaster.pid in " + data + " can't be removed: " + IoReason.of(e), e);
        }
    }

    /**
     * Removes the lock as the server's account, because this account can write the file that names the lock's folder.
     * If the account may not remove the lock, PostgreSQL itself reports the lock if the lock is a problem.
     */
    private void removeLock(UnixEndpoint socket) {
        try {
            account.delete(socket.lock());
        } catch (IOException e) {
            log.warn("stale lock {} can't be removed: {}", socket.lock(), e.getMessage());
        }
    }

    /** The processes of a server in another container can't be seen from this container, but its socket can. */
    private void refuseWhereAnswered(UnixEndpoint socket) {
        if (socket.answers()) {
            throw new ClusterException("a server whose process can't be seen from here answers on " + socket.place()
                    + " and uses " + data + "; stop it first");
        }
    }

    /**
     * Stops a running server: in mode fast, then in mode immediate, then by force. No process of the server is left.
     */
    public void stop() {
        if (running().isPresent() && !stop("fast", FAST_STOP)) {
            log.warn("the server on {} did not stop in {} s; stopping it at once", data, FAST_STOP.toSeconds());
            stop("immediate", IMMEDIATE_STOP);
        }
        if (!leftoversEnd()) {
            kill();
        }
    }

    /** Stops a running server without a checkpoint: in mode immediate, then by force. None of its processes is left. */
    public void stopAtOnce() {
        if (running().isPresent()) {
            stop("immediate", IMMEDIATE_STOP);
        }
        if (!leftoversEnd()) {
            kill();
        }
    }

    /**
     * Frees the shared memory of a server that does not run, and whose data is about to be deleted, unless the server
     * has freed the memory itself. Otherwise only the next server on the data would free the memory.
     *
     * @param ran whether the server ran until it was stopped just now; if not, it may have been killed at any time
     */
    void freeMemory(boolean ran) {
        boolean everRan = Files.exists(data.resolve("postmaster.opts"));
        boolean wasKilled = !ran || Files.exists(PostmasterFile.in(data));
        if (!everRan || !wasKilled) {
            return;
        }
        clear();
        // The step of initdb that tries settings: takes the memory that is there, frees the memory, and ends.
        List<String> command = new ArrayList<>(List.of(binaries.program("postgres")));
        command.addAll(binaries.major() >= 15 ? List.of("--check") : List.of("--boot", "-x0"));
        // Whatever the client has set by ALTER SYSTEM, the server must accept its settings.
        command.addAll(List.of("-D", data.toString(), "-c", "max_connections=20", "-c", "shared_preload_libraries="));
        ProgramRun run = account.run(command);
        if (!run.succeeded()) {
            log.warn("could not free the shared memory of the dead server on {}: {}", data, run.output());
        }
    }

    private boolean stop(String mode, Duration patience) {
        account.run(List.of(
                binaries.program("pg_ctl"),
                "stop",
                "--silent",
                "--no-wait",
                "--mode=" + mode,
                "--pgdata=" + ServerProcess.real(data)));
        return Deadline.in(patience).await(() -> running().isEmpty());
    }

    private void kill() {
        ServerProcess.all(data).forEach(ProcessHandle::destroyForcibly);
        if (!leftoversEnd()) {
            throw new ClusterException("processes of the server on " + data + " can't be ended; end them by hand");
        }
    }

    private boolean leftoversEnd() {
        return Deadline.in(LEFTOVERS).await(() -> ServerProcess.all(data).isEmpty());
    }
}
