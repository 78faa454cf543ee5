package org.dayfly.background;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.dayfly.cluster.embedded.ServerLog;

/**
 * A dayfly that was started in the background a moment ago. It has a session of its own, so that Ctrl-C at the terminal
 * does not reach it, and it outlives the process that started it.
 *
 * @param mark the size of the log before the start
 */
record BackgroundStart(Process process, ServerLog log, long mark) {
    private static final String MAIN = "org.dayfly.Main";

    /** The beginning of the line with which dayfly says why it does not start. */
    private static final String REASON = "dayfly: ";

    /** @param idle the time without use after which the dayfly ends */
    static BackgroundStart begin(List<String> options, String idle, ServerLog log) throws IOException {
        log.prepare();
        long mark = log.size();
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(dayfly());
        command.addAll(options);
        command.addAll(List.of("serve", "--exit-when-idle=" + idle));
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File(nothing())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
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
    String failure() {
        String reason = process.isAlive()
                ? "dayfly has not started in time"
                : log.since(mark)
                        .lines()
                        .filter(line -> line.startsWith(REASON))
                        .map(line -> line.substring(REASON.length()))
                        .reduce((first, last) -> last)
                        .orElse("dayfly ended at once (exit status " + process.exitValue() + ")");
        return reason + "; its log is " + log.path();
    }
}
