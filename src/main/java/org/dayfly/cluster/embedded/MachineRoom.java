package org.dayfly.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dayfly.cluster.programs.FileTree;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the machine, or the container, has disk and memory for one more whole server. Where Linux's files are
 * missing, memory counts as enough.
 *
 * @param disk a folder on the disk of the instances
 * @param meminfo the file {@code /proc/meminfo}
 * @param cgroup the folder with the limits of the container, of cgroup version 2
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2, memory</a>
 */
record MachineRoom(Path disk, Path meminfo, Path cgroup) {
    /**
     * A new server takes 20 MB of disk and 10 MB of memory. The rest is for its first sessions, and for what runs
     * beside it.
     */
    private static final long DISK = 64 << 20;

    private static final long MEMORY = 64 << 20;

    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");
    private static final Pattern FILE = Pattern.compile("file (\\d+)");
    private static final Pattern SHARED = Pattern.compile("shmem (\\d+)");
    private static final Logger log = LoggerFactory.getLogger(MachineRoom.class);

    MachineRoom(Path disk) {
        this(disk, Path.of("/proc/meminfo"), Path.of("/sys/fs/cgroup"));
    }

    /** What there is too little of, in words; empty: there is room. */
    Optional<String> lacking() {
        return lacking("disk", FileTree.freeDisk(disk), DISK).or(() -> lacking("memory", freeMemory(), MEMORY));
    }

    private static Optional<String> lacking(String what, OptionalLong free, long needed) {
        return free.isPresent() && free.getAsLong() < needed
                ? Optional.of((free.getAsLong() >> 20) + " MB of " + what + " are free, and a whole server needs "
                        + (needed >> 20) + " MB")
                : Optional.empty();
    }

    private OptionalLong freeMemory() {
        return Stream.of(number(meminfo, AVAILABLE).map(kilobytes -> kilobytes << 10), leftInContainer())
                .flatMap(Optional::stream)
                .mapToLong(bytes -> bytes)
                .min();
    }

    /** The memory that the container may still take. Pages of files count as free, because the kernel drops them. */
    private Optional<Long> leftInContainer() {
        Optional<Long> most = first("memory.max");
        Optional<Long> used = first("memory.current");
        if (most.isEmpty() || used.isEmpty()) {
            return Optional.empty();
        }
        Path stat = cgroup.resolve("memory.stat");
        long pages = number(stat, FILE).orElse(0L) - number(stat, SHARED).orElse(0L);
        return Optional.of(most.get() - used.get() + Math.max(0, pages));
    }

    /** The number in a file; empty if there is no limit, which is the word max, or no such file. */
    private Optional<Long> first(String file) {
        return lines(cgroup.resolve(file)).stream()
                .findFirst()
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }

    private static Optional<Long> number(Path file, Pattern pattern) {
        return lines(file).stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(line -> Long.valueOf(line.group(1)))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            log.debug("{} cannot be read", file, e);
            return List.of();
        }
    }
}
