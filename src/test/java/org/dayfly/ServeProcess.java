package org.dayfly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.embedded.ServedFolder;
import org.jspecify.annotations.Nullable;

/** A dayfly in a process of its own, as an operator runs it. A test can kill it and send it signals. */
final class ServeProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("postgresql://new@localhost:(\\d+)/");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile int port;

    private ServeProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts dayfly and waits until it has printed how to connect. From then on it handles signals. */
    static ServeProcess start(ServedFolder folder, String... settings) throws Exception {
        return start(folder, List.of(), settings);
    }

    /** The same with options for its JVM. */
    static ServeProcess start(ServedFolder folder, List<String> options, String... settings) throws Exception {
        return start(folder, Map.of(), options, settings);
    }

    /** The same under a umask, which takes rights from each file that dayfly makes. */
    static ServeProcess startUnderUmask(String umask, ServedFolder folder, String... settings) throws Exception {
        return start(
                List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"), folder, Map.of(), List.of(), settings);
    }

    /** The same with more environment variables. */
    static ServeProcess startUnder(Map<String, String> environment, ServedFolder folder, String... settings)
            throws Exception {
        return start(folder, environment, List.of(), settings);
    }

    private static ServeProcess start(
            ServedFolder folder, Map<String, String> environment, List<String> options, String... settings)
            throws Exception {
        return start(List.of(), folder, environment, options, settings);
    }

    private static ServeProcess start(
            List<String> prefix,
            ServedFolder folder,
            Map<String, String> environment,
            List<String> options,
            String... settings)
            throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // as in the jar's manifest
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(Main.class.getName());
        Stream.concat(Stream.of("listen=127.0.0.1:0", "embedded.directory=" + folder.path()), Stream.of(settings))
                .forEach(setting -> command.addAll(List.of("--set", setting)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        ServeProcess started = new ServeProcess(builder.start());
        if (!started.ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || started.port == 0) {
            started.close();
            throw new AssertionError("does not listen:\n" + started.output());
        }
        return started;
    }

    private void read() {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    port = Integer.parseInt(matcher.group(1));
                    ready.countDown();
                }
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException killed) {
            // The output ends with the process.
        } finally {
            ready.countDown();
        }
    }

    int port() {
        return port;
    }

    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Sends SIGTERM. {@link Process#destroy} would close the output too. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL and waits for the end of the process. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Limits the number of file descriptors that the process may have. */
    void limitDescriptors(int most) throws IOException, InterruptedException {
        int status = new ProcessBuilder("prlimit", "--pid=" + process.pid(), "--nofile=" + most)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("prlimit: exit status " + status);
        }
    }

    /** How many threads the process has now. */
    long threads() throws IOException {
        return entries("task");
    }

    /** How many file descriptors the process has open now. Jars do not count: Java opens them when it needs a class. */
    long descriptors() throws IOException {
        return entries("fd") - jars();
    }

    private long jars() throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return links.filter(ServeProcess::isJar).count();
        }
    }

    private static boolean isJar(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().endsWith(".jar");
        } catch (IOException closed) {
            return false;
        }
    }

    private long entries(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(process.pid()), folder))) {
            return entries.count();
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Waits for the end of the process and returns its exit status. */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("does not end:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
