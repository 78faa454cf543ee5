package org.dayfly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shared memory of PostgreSQL: the files in {@code /dev/shm}, and the segments that {@code ipcs} shows. Seen on Linux
 * alone.
 */
public final class SharedMemory {
    private static final Path FILES = Path.of("/dev/shm");
    private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");
    private static final String FILE = "/dev/shm/PostgreSQL.";
    private static final String SEGMENT = "/SYSV";

    private SharedMemory() {}

    /** The shared memory that processes have mapped. */
    public static Set<String> of(List<ProcessHandle> processes) {
        return processes.stream()
                .flatMap(process -> lines(Path.of("/proc", Long.toString(process.pid()), "maps")))
                .map(line -> line.split("\\s+", -1))
                .filter(words -> words.length > 5 && (words[5].startsWith(FILE) || words[5].startsWith(SEGMENT)))
                .map(words -> words[5].startsWith(FILE) ? words[5] : "segment " + words[4])
                .collect(Collectors.toSet());
    }

    /** All shared memory of the machine. */
    public static Set<String> all() throws IOException {
        try (Stream<Path> files = Files.exists(FILES) ? Files.list(FILES) : Stream.of()) {
            return Stream.concat(
                            files.map(Path::toString),
                            lines(SEGMENTS)
                                    .map(line -> "segment " + line.strip().split("\\s+", -1)[1]))
                    .collect(Collectors.toSet());
        }
    }

    /** Empty if there is no such file: the process has ended, or this is not Linux. */
    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }
}
