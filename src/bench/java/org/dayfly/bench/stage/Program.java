package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of this machine that runs to its end. */
public record Program(Path path) {
    private static final List<String> BESIDE_THE_PATH = List.of("/usr/sbin", "/usr/local/sbin");

    /** Finds a program; empty if it is not installed. */
    public static Optional<Program> find(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)), BESIDE_THE_PATH.stream())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::new);
    }

    /**
     * Runs the program.
     *
     * @param environment variables added to those of this process
     * @return its output
     * @throws IOException with the output, if the program fails
     */
    public String run(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(path.toString()), arguments.stream())
                        .toList())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(path.getFileName() + " failed: " + output.strip());
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
