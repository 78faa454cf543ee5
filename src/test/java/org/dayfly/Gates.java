package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dayfly.cluster.programs.FileTree;

/**
 * Stops programs that dayfly runs, at gates that a test has shut. The programs come before the real ones in PATH. A
 * gate stops the first program that reaches the gate, and lets the others pass.
 *
 * <p>The gates of a program are {@code before-cp} and {@code after-cp}, and {@code half-cp}, at which only a part of a
 * data directory is copied.
 */
final class Gates implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("mkdir", "cp", "cat", "rm");

    /** Renames the file of a shut gate, which only one program can do. Then waits until the test writes to a pipe. */
    private static final String STOP = """
            #!/bin/sh
            if [ -e '%1$s/'"$1" ] && mv '%1$s/'"$1" '%1$s/'"$1.reached" 2> /dev/null; then
              read -r _ < '%1$s/'"$1.pipe"
            fi
            """;

    private static final String PROGRAM = """
            #!/bin/sh
            PATH='%2$s'
            name=${0##*/}
            '%1$s/stop' before-$name
            if [ -e '%1$s/'half-$name ]; then
              cp -a -- "$4/base" "$5"
              '%1$s/stop' half-$name
            fi
            $name "$@"
            status=$?
            '%1$s/stop' after-$name
            exit $status
            """;

    private final Path folder;

    private Gates(Path folder) {
        this.folder = folder;
    }

    static Gates create() throws IOException {
        Path folder = Files.createTempDirectory("dayfly-gates-");
        setMode(folder, "rwxrwxrwx");
        Path programs = Files.createDirectory(folder.resolve("bin"));
        setMode(programs, "rwxr-xr-x");
        program(folder.resolve("stop"), STOP.formatted(folder));
        for (String name : PROGRAMS) {
            program(programs.resolve(name), PROGRAM.formatted(folder, System.getenv("PATH")));
        }
        return new Gates(folder);
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        setMode(file, "rwxr-xr-x");
    }

    private static void setMode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** The environment in which dayfly finds the programs with gates. */
    Map<String, String> environment() {
        return Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    }

    /** A command of a shell that stops at a gate. */
    String command(String gate) {
        return folder.resolve("stop") + " " + gate;
    }

    /** Stops the next program at this gate. */
    void shut(String gate) throws IOException, InterruptedException {
        Path pipe = folder.resolve(gate + ".pipe");
        Files.deleteIfExists(pipe);
        Files.deleteIfExists(folder.resolve(gate + ".reached"));
        assertThat(new ProcessBuilder("mkfifo", "-m", "666", pipe.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        Path file = folder.resolve(gate);
        Files.createFile(file);
        setMode(file, "rw-rw-rw-");
    }

    /** Waits until a program stops at a gate. */
    void await(String gate) throws Exception {
        Eventually.holds("a program stops at " + gate, () -> Files.exists(folder.resolve(gate + ".reached")));
    }

    /** Lets the program at a gate go on. */
    void open(String gate) throws IOException {
        try (OutputStream pipe = Files.newOutputStream(folder.resolve(gate + ".pipe"))) {
            pipe.write('\n');
        }
    }

    /** Lets all programs go on that still wait. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".pipe")).toList()) {
                // Opened for reading too, because otherwise this would wait for a program that reads.
                new ProcessBuilder("sh", "-c", "echo 1<> \"$0\"", file.toString())
                        .start()
                        .onExit()
                        .join();
            }
        }
        FileTree.delete(folder);
    }
}
