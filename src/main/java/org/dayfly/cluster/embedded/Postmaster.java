package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Deadline;
import org.dayfly.cluster.UnixEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the server on a data directory by pg_ctl, which detaches it from our terminal: Ctrl-C is for dayfly,
 * whose sessions may then finish.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pg-ctl.html">PostgreSQL, pg_ctl</a>
 */
public record Postmaster(ServerBinaries binaries, ServerAccount account, Path data, ServerLog serverLog) {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration FAST_STOP = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(5);
    private static final Duration LEFTOVERS = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    /** The server that runs on the data directory, whoever started it. */
    public Optional<PostmasterFile> running() {
        return running(data);
    }

    public static Optional<PostmasterFile> running(Path data) {
        return PostmasterFile.read(data)
                .filter(file -> ServerProcess.postmaster(file.pid(), data).isPresent());
    }

    /** Whether the running server's programs are ours, not those of an earlier version. */
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
     * Starts the server and waits until it takes connections.
     *
     * @throws StartFailure where it does not
     */
    public PostmasterFile start() {
        clear();
        new DataDirectory(data).mend(account);
        serverLog.prepare(account);
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
            // pg_ctl looks ten times a second; it is awaited only for word of an early death.
            boolean inTime = Deadline.in(START)
                    .await(() -> running().filter(PostmasterFile::isReady).isPresent() || !control.isAlive());
            return running()
                    .filter(PostmasterFile::isReady)
                    .orElseThrow(() -> failure(!inTime, serverLog.since(mark), control));
        } catch (IOException e) {
            throw new ClusterException("pg_ctl can't be run as " + account.name() + ": " + e, e);
        }
    }

    /** Where the server could not even write its log, pg_ctl tells why. */
    private StartFailure failure(boolean timedOut, String written, Process control) {
        try {
            String output = timedOut || !written.isBlank()
                    ? written
                    : new String(control.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new StartFailure(timedOut, output, serverLog.path());
        } catch (IOException e) {
            return new StartFailure(timedOut, written, serverLog.path());
        }
    }

    /**
     * Makes room for a start after a server that was killed: its children hold on for a moment, its file for ever.
     *
     * @throws ClusterException where a server still runs
     */
    void clear() {
        if (running().isPresent()) {
            throw new ClusterException("a server already runs on " + data + "; stop it first");
        }
        if (!leftoversEnd()) {
            log.warn("processes of a dead server on {} did not end by themselves and are killed", data);
            kill();
        }
        try {
            // Its id may be a stranger's by now, or a dead child's that nobody collected: PostgreSQL would not start.
            Optional<PostmasterFile> stale = PostmasterFile.read(data);
            if (stale.isPresent() && stale.get().endpoint() instanceof UnixEndpoint socket) {
                refuseWhereAnswered(socket);
                removeLock(socket);
            }
            Files.deleteIfExists(PostmasterFile.in(data));
        } catch (IOException e) {
            throw new ClusterException("the stale postmaster.pid in " + data + " can't be removed: " + e, e);
        }
    }

    /**
     * As the account, since a file that it can write names the folder. Where it may not, PostgreSQL tells if it minds.
     */
    private void removeLock(UnixEndpoint socket) {
        try {
            account.delete(socket.lock());
        } catch (IOException e) {
            log.warn("stale lock {} can't be removed: {}", socket.lock(), e.getMessage());
        }
    }

    /** A server in another container has no process that could be seen from here, but a socket. */
    private void refuseWhereAnswered(UnixEndpoint socket) {
        if (socket.answers()) {
            throw new ClusterException("a server whose process can't be seen from here answers on " + socket.place()
                    + " and uses " + data + "; stop it first");
        }
    }

    /** Stops the server, if one runs: fast, else at once, else by force; nothing of it is left then. */
    public void stop() {
        if (running().isPresent() && !stop("fast", FAST_STOP)) {
            log.warn("the server on {} did not stop in {} s; stopping it at once", data, FAST_STOP.toSeconds());
            stop("immediate", IMMEDIATE_STOP);
        }
        if (!leftoversEnd()) {
            kill();
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
