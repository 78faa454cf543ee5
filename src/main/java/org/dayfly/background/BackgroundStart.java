package org.dayfly.background;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.dayfly.cluster.programs.FileTree;

/**
 * A dayfly that was started in the background a moment ago. It has a session of its own, so that Ctrl-C at the terminal
 * does not reach it, and it outlives the process that started it.
 *
 * @param mark the size of the log before the start
 */
record BackgroundStart(Process process, Path log, long mark) {
    private static final String MAIN = "org.dayfly.Main";
    private static final long LARGE_BYTES = 10_000_000;

    /** The beginning of the line with which dayfly says why it does not start. */
    private static final String REASON = "dayfly: ";

    /** @param idle the time without use after which the dayfly ends */
    static BackgroundStart begin(List<String> options, String idle, Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGE_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.isSymbolicLink(log)) {
            throw new IOException(log + " is a link");
        }
        if (!Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(log);
            FileTree.setMode(log, "rw-------");
        }
        long mark = Files.size(log);
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(dayfly());
        command.addAll(options);
        command.addAll(List.of("serve", "--exit-when-idle=" + idle));
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File(nothing())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new BackgroundStart(process, log, mark);
    }

    private static String nothing() {
        return File.separatorChar == '/' ? "/dev/null" : "NUL";
    }

    private static List<String> ownSession() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .limit(1)
                .toList();
    }

    /** The command that runs this program. */
    private static List<String> dayfly() {
        String java =
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        return runnableJar()
                .map(jar -> List.of(java, "-jar", jar.toString()))
                .orElseGet(() -> List.of(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        MAIN));
    }

    /** The jar with this class, if that jar runs dayfly. */
    private static Optional<Path> runnableJar() {
        try {
            Path place = Path.of(BackgroundStart.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(place)) {
                return Optional.empty();
            }
            try (JarFile jar = new JarFile(place.toFile())) {
                return MAIN.equals(jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS))
                        ? Optional.of(place)
                        : Optional.empty();
            }
        } catch (IOException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Why the start failed. */
    String failure() throws IOException {
        if (process.isAlive()) {
            return "dayfly has not started in time; its log is " + log;
        }
        String written = new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8);
        return written.substring((int) Math.min(mark, written.length()))
                        .lines()
                        .filter(line -> line.startsWith(REASON))
                        .map(line -> line.substring(REASON.length()))
                        .reduce((first, last) -> last)
                        .orElse("dayfly ended at once (exit status " + process.exitValue() + ")")
                + "; its log is " + log;
    }
}
