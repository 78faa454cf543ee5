package org.dayfly.background;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.IoReason;
import org.dayfly.machine.Deadline;
import org.dayfly.machine.ProgramLog;
import org.dayfly.machine.StateDirectory;

/**
 * The dayfly of this user that runs in the background, or that could run there.
 *
 * @param place where clients on this machine connect
 * @param state the state folder, which has a log, a lock and a description of the background dayfly too
 */
public record BackgroundDayfly(HostPort place, StateDirectory state) {
    /** The time after which a background dayfly that nobody uses ends by itself. */
    private static final String IDLE = "15min";

    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration START = Duration.ofSeconds(90);

    /** How long a dayfly that does not listen yet, or does not listen any more, may use the state folder. */
    private static final Duration OTHER = Duration.ofSeconds(30);

    private static final Duration STOP = Duration.ofSeconds(60);

    /** Whether a program listens there. It need not be a dayfly. */
    public boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(place.host(), place.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder for programs of dayfly that a library brings, and for what makes their start faster. */
    private Path programs() {
        return state.path().resolve("programs");
    }

    /** The log of a dayfly that was started in the background. */
    public Path log() {
        return state.path().resolve("background.log");
    }

    /** The process of the dayfly that uses the state folder; empty: none does. */
    public Optional<ProcessHandle> process() {
        return state.owner().or(() -> Running.read(description()).map(Running::process));
    }

    /** What is known of the dayfly in the background that uses the state folder: its version and its settings. */
    public Optional<String> about() {
        return Running.read(description())
                .map(running -> (running.version().isEmpty() ? "" : "version " + running.version() + ", ")
                        + "settings: " + describe(running.fingerprint()));
    }

    /** The dayfly in the background that listens there; one that listens elsewhere does not count. */
    private Optional<Running> running() {
        return Running.read(description()).filter(running -> running.place().equals(place.toString()));
    }

    private Path description() {
        return state.path().resolve("background.properties");
    }

    /** The process of the dayfly that listens there, if it was started in the background by this user. */
    public Optional<ProcessHandle> ours() {
        return running().map(Running::process);
    }

    /**
     * Makes sure that a dayfly runs: starts one in the background, unless a program listens there. Waits until clients
     * can connect. Of several processes that call this at once, one starts a dayfly, and the others wait for it. A
     * dayfly in the background that is older, or has other settings, is replaced as soon as it has no sessions.
     *
     * @throws BackgroundException if dayfly does not start, with the reason that dayfly gives; or if a dayfly with
     *     other settings is in use
     * @throws org.dayfly.machine.MachineException if there can be no state folder
     */
    public void ensure(Wanted wanted) {
        if (answers() && running().filter(now -> !fits(now, wanted)).isEmpty()) {
            return;
        }
        state.create();
        try (FileChannel channel = FileChannel.open(
                        state.path().resolve("background.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.lock()) {
            if (held.isValid() && (!answersSoon() || isReplaced(wanted))) {
                start(wanted);
            }
        } catch (IOException e) {
            throw new BackgroundException(
                    "dayfly can't be started in the background (" + IoReason.of(e) + "); look at the rights in "
                            + state.path() + ", or choose another state folder: " + StateDirectory.CHOICE,
                    e);
        }
    }

    private static boolean fits(Running running, Wanted wanted) {
        return !Program.isLater(wanted.source().version(), running.version()) && hasSettings(running, wanted);
    }

    private static boolean hasSettings(Running running, Wanted wanted) {
        return wanted.isAny() || wanted.fingerprint().equals(running.fingerprint());
    }

    /** Stops a dayfly in the background that does not fit, unless clients use it. */
    private boolean isReplaced(Wanted wanted) {
        Optional<Running> other = running().filter(now -> !fits(now, wanted));
        if (other.isEmpty()) {
            return false;
        }
        if (other.get().isUnused()) {
            end(other.get().process());
            return true;
        }
        if (!hasSettings(other.get(), wanted)) {
            throw new BackgroundException("the dayfly at " + place + " is in use and has other settings ("
                    + describe(other.get().fingerprint()) + " instead of " + describe(wanted.fingerprint())
                    + "); wait until it is not used, stop it (process "
                    + other.get().process().pid() + "), or use another port and another state folder");
        }
        return false;
    }

    private static String describe(String fingerprint) {
        return fingerprint.isEmpty() ? "the defaults" : fingerprint;
    }

    /** Waits for a dayfly that is starting, or for the end of a dayfly that is stopping. */
    private boolean answersSoon() {
        Optional<Running> elsewhere =
                Running.read(description()).filter(other -> !other.place().equals(place.toString()));
        if (elsewhere.isPresent() && !answers()) {
            throw new BackgroundException(
                    "the state folder " + state.path() + " is used by the dayfly in the background"
                            + " that listens at " + elsewhere.get().place() + "; for a dayfly at " + place
                            + ", choose a state folder of its own: " + StateDirectory.CHOICE);
        }
        if (!Deadline.in(OTHER).await(() -> answers() || process().isEmpty())) {
            throw new BackgroundException(
                    "a dayfly uses the state folder " + state.path() + ", and nothing listens at " + place
                            + "; wait until it has started, give the --set listen=HOST:PORT that it was started with,"
                            + " or stop it");
        }
        return answers();
    }

    private void start(Wanted wanted) throws IOException {
        StateDirectory folder = wanted.postgres()
                .map(jar -> new StateDirectory(jar.stateFolder(state.path())))
                .orElse(state);
        folder.create();
        List<String> arguments = new ArrayList<>(wanted.settings());
        wanted.postgres()
                .ifPresent(jar -> arguments.addAll(List.of(
                        "--set", "embedded.home=" + quoted(jar.path()),
                        "--set", "embedded.directory=" + quoted(folder.path()))));
        arguments.addAll(List.of("serve", "--exit-when-idle=" + IDLE));
        UseMark.touch(folder.path());
        Program program = wanted.source().prepare(Files.createDirectories(programs()));
        BackgroundStart start = BackgroundStart.begin(program, arguments, new ProgramLog(log()));
        if (!Deadline.in(START).await(() -> answers() || !start.isRunning()) || !answers()) {
            throw new BackgroundException(start.failure());
        }
        // A dayfly that another program started at the same moment may listen there instead.
        if (start.isRunning()) {
            new Running(
                            start.process().toHandle(),
                            place.toString(),
                            program.version(),
                            wanted.fingerprint(),
                            folder.path())
                    .write(description());
        }
    }

    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * Stops the dayfly that uses the state folder, as SIGTERM does. Waits until the process has ended.
     *
     * @return whether there was one
     * @throws BackgroundException if the process does not end
     */
    public boolean stop() {
        Optional<ProcessHandle> process = process();
        process.ifPresent(BackgroundDayfly::end);
        return process.isPresent();
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new BackgroundException(
                    "dayfly (process " + process.pid() + ") has not ended within " + STOP.toSeconds()
                            + " s; look at its sessions, or end it with kill -9 " + process.pid(),
                    e);
        }
    }
}
