package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processor time of the benchmark: of this JVM, of the servers in the folders of its stages, and of all their
 * descendants. PostgreSQL detaches itself from the process that starts it, so its data folder tells whose it is.
 *
 * <p>A process that ends leaves its time to its parent, which counts here. Only the first process of a server has a
 * foreign parent: the last known time of the whole server is kept. For one thread.
 */
final class OwnProcesses {
    private static final Path PROC = Path.of("/proc");
    // Places in /proc/PID/stat, counted from the state behind the name.
    private static final int PARENT = 1;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME_OF_CHILDREN = 14;
    private static final int START = 19;

    private final long self = ProcessHandle.current().pid();
    /** The ticks of each tree of processes, by its first process. */
    private final Map<String, Long> trees = new HashMap<>();

    /** A process, with its own ticks and those of its children that have ended. */
    private record Entry(long pid, long parent, long ticks, String start) {}

    /** All ticks so far. */
    long ticks() throws IOException {
        Map<Long, Entry> all = all();
        Map<Long, Boolean> known = new HashMap<>();
        Map<Entry, Long> byFirst = new HashMap<>();
        for (Entry entry : all.values()) {
            if (isOwn(entry, all, known)) {
                byFirst.merge(first(entry, all, known), entry.ticks, Long::sum);
            }
        }
        byFirst.forEach((first, ticks) -> trees.merge(first.pid + " " + first.start, ticks, Math::max));
        return trees.values().stream().mapToLong(Long::longValue).sum();
    }

    private boolean isOwn(Entry entry, Map<Long, Entry> all, Map<Long, Boolean> known) {
        Boolean before = known.get(entry.pid);
        if (before != null) {
            return before;
        }
        Entry parent = all.get(entry.parent);
        boolean own = entry.pid == self || (parent != null && isOwn(parent, all, known)) || isInStage(entry);
        known.put(entry.pid, own);
        return own;
    }

    /** The first process of the tree that an own process is in. */
    private Entry first(Entry entry, Map<Long, Entry> all, Map<Long, Boolean> known) {
        Entry parent = all.get(entry.parent);
        return entry.pid == self || parent == null || !isOwn(parent, all, known) ? entry : first(parent, all, known);
    }

    private static boolean isInStage(Entry entry) {
        try {
            return Stage.isOurs(Files.readSymbolicLink(PROC.resolve(entry.pid + "/cwd")));
        } catch (IOException | SecurityException e) {
            return false; // a thread of the kernel, a process of somebody else, or one that has just ended
        }
    }

    private static Map<Long, Entry> all() throws IOException {
        Map<Long, Entry> all = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                Entry entry = entry(process);
                if (entry != null) {
                    all.put(entry.pid, entry);
                }
            }
        }
        return all;
    }

    private static @Nullable Entry entry(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] cells = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int place = USER_TIME; place <= SYSTEM_TIME_OF_CHILDREN; place++) {
                ticks += Long.parseLong(cells[place]);
            }
            return new Entry(
                    Long.parseLong(process.getFileName().toString()),
                    Long.parseLong(cells[PARENT]),
                    ticks,
                    cells[START]);
        } catch (IOException e) {
            return null; // the process has just ended
        }
    }
}
