package org.dayfly.background;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a JVM that runs dayfly in the background: quick to start, and small. At its end the first JVM
 * keeps the loaded classes in a file, from which later ones start faster.
 *
 * @see <a href="https://openjdk.org/jeps/350">JEP 350, dynamic archives of class data</a>
 */
final class JavaCommand {
    /** From this version on, Java renews an archive that does not fit. */
    private static final int RENEWS_ARCHIVES = 19;

    private JavaCommand() {}

    /**
     * The command for a jar that can be run.
     *
     * @param archives the folder for the files with the loaded classes
     */
    static List<String> of(Path jar, Path archives) {
        List<String> command = start();
        command.addAll(archive(jar, archives));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The command for a class of the class path of this JVM. */
    static List<String> of(String main) {
        List<String> command = start();
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path", ""), main));
        return command;
    }

    private static List<String> start() {
        String java = File.separatorChar == '/' ? "java" : "java.exe";
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", java).toString(),
                "-XX:+UseSerialGC",
                // Most of the work is done in the first seconds, and the kernel moves the bytes.
                "-XX:TieredStopAtLevel=1",
                // An archive that does not fit is no news for the log.
                "-Xlog:disable",
                "-Xlog:all=error:stderr"));
    }

    private static List<String> archive(Path jar, Path archives) {
        Path file;
        try {
            // An archive fits one JVM and one state of the jar.
            String fits = System.getProperty("java.vm.name")
                    + System.getProperty("java.vm.version")
                    + Files.getLastModifiedTime(jar).toMillis()
                    + jar;
            file = archives.resolve("classes-" + Integer.toHexString(fits.hashCode()) + "-" + Files.size(jar) + ".jsa");
        } catch (IOException e) {
            return List.of();
        }
        if (Runtime.version().feature() >= RENEWS_ARCHIVES) {
            return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file);
        }
        return List.of((Files.exists(file) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + file);
    }
}
