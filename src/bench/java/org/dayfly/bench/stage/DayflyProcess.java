package org.dayfly.bench.stage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A dayfly process of the built jar. It can be killed, and started again on the same port with the same settings. */
public final class DayflyProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/dayfly.jar");
    private static final long START_SECONDS = 300;
    private static final long STOP_SECONDS = 30;
    private static final long LOOK_MILLIS = 20;

    private final List<String> command;
    private final Path log;
    private final Path banner;
    private @Nullable Process process;
    private boolean closed;

    /**
     * @param jar a copy, so that a build meanwhile does not change it
     * @param log file to which the log of dayfly is appended
     * @param arguments of the command line
     */
    public DayflyProcess(Path jar, Path log, List<String> arguments) {
        this.log = log;
        this.banner = log.resolveSibling(log.getFileName() + ".banner");
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
    }

    /** Arguments that give settings, which are of the form key=value. */
    public static List<String> set(List<String> settings) {
        return settings.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
    }

    public static Path copyOfJar(Path folder) throws IOException {
        return Files.copy(JAR, folder.resolve("dayfly.jar"));
    }

    public Path log() {
        return log;
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Starts it and waits until it is ready. */
    public void start() throws IOException {
        Process started;
        synchronized (this) {
            if (closed) {
                throw new IOException("dayfly is not started again: the run is over");
            }
            started = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(banner.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process = started;
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(banner).contains("jdbc:postgresql:")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IOException("dayfly did not start: " + Logs.tail(log));
            }
            Clock.sleep(LOOK_MILLIS);
        }
    }

    /** Kills the process, as the system does when memory is short. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    /** Stops the process by SIGTERM. Returns whether the process ended in time with exit status 0. */
    public synchronized boolean terminate() {
        if (process == null) {
            return true;
        }
        process.destroy();
        boolean inTime = awaitEnd();
        process.destroyForcibly();
        return inTime && process.exitValue() == 0;
    }

    private boolean awaitEnd() {
        try {
            return process == null || process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Suspends the process, or lets it go on. */
    public void hang(boolean hanging) throws IOException {
        signal(hanging ? "STOP" : "CONT");
    }

    /** Lets the process read its settings again. Does not wait until the process has done so. */
    public void reload() throws IOException {
        signal("HUP");
    }

    private synchronized void signal(String name) throws IOException {
        if (process != null) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
