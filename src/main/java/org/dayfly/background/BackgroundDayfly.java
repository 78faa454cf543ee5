package org.dayfly.background;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dayfly.cluster.Deadline;
import org.dayfly.cluster.embedded.ServerLog;
import org.dayfly.cluster.embedded.StateOwner;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.IoReason;

/**
 * The dayfly of this user that runs in the background, or that could run there.
 *
 * @param place where clients on this machine connect
 * @param state the state folder, which has a log and a lock of the background dayfly too
 */
public record BackgroundDayfly(HostPort place, StateOwner state) {
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

    /** The log of a dayfly that was started in the background. */
    public Path log() {
        return state.folder().resolve("background.log");
    }

    /** The process of the dayfly that uses the state folder; empty: none does. */
    public Optional<ProcessHandle> process() {
        return state.process();
    }

    /**
     * Starts a dayfly in the background, unless a program listens there by now. Waits until clients can connect. Of
     * several processes that call this at once, one starts a dayfly, and the others wait for it.
     *
     * @param options the options of the command line that say the settings
     * @throws BackgroundException if dayfly does not start, with the reason that dayfly gives
     */
    public void ensure(List<String> options) {
        Path lock = state.create().resolve("background.lock");
        try (FileChannel channel = FileChannel.open(
                        lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.lock()) {
            if (held.isValid() && !answersSoon()) {
                start(options);
            }
        } catch (IOException e) {
            throw new BackgroundException(
                    "dayfly can't be started in the background (" + IoReason.of(e) + "); look at the rights in "
                            + state.folder() + ", or choose another state folder: --set embedded.directory=FOLDER",
                    e);
        }
    }

    /** Waits for a dayfly that is starting, or for the end of a dayfly that is stopping. */
    private boolean answersSoon() {
        if (!Deadline.in(OTHER).await(() -> answers() || process().isEmpty())) {
            throw new BackgroundException(
                    "a dayfly uses the state folder " + state.folder() + ", and nothing listens at " + place
                            + "; wait until it has started, give the --set listen=HOST:PORT that it was started with,"
                            + " or stop it");
        }
        return answers();
    }

    private void start(List<String> options) throws IOException {
        BackgroundStart start = BackgroundStart.begin(options, IDLE, new ServerLog(log()));
        if (!Deadline.in(START).await(() -> answers() || !start.isRunning()) || !answers()) {
            throw new BackgroundException(start.failure());
        }
    }

    /**
     * Stops the dayfly that uses the state folder, as SIGTERM does. Waits until the process has ended.
     *
     * @return whether there was one
     * @throws BackgroundException if the process does not end
     */
    public boolean stop() {
        Optional<ProcessHandle> process = process();
        process.ifPresent(running -> {
            running.destroy();
            try {
                running.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new BackgroundException(
                        "dayfly (process " + running.pid() + ") has not ended within " + STOP.toSeconds()
                                + " s; look at its sessions, or end it with kill -9 " + running.pid(),
                        e);
            }
        });
        return process.isPresent();
    }
}
