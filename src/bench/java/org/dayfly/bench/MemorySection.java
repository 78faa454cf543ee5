package org.dayfly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Findings;
import org.dayfly.bench.report.Goal;
import org.dayfly.bench.report.Table;
import org.dayfly.bench.stage.Dayfly;
import org.dayfly.bench.stage.ProcessMemory;
import org.dayfly.bench.stage.Proxies;
import org.dayfly.bench.stage.Proxy;
import org.dayfly.bench.stage.Server;
import org.dayfly.bench.stage.WireSession;

/** The memory that a proxy needs for idle sessions. */
final class MemorySection implements Section {
    private static final int WARM_UP = 200;
    /** After this time a JVM has compiled most hot code, and dayfly has tuned its heap. */
    private static final Duration WARMED = Duration.ofSeconds(15);

    private static final int FILES_BESIDE = 1000;
    private static final long SESSION_OF_SERVER_KB = 2500;
    private static final double MEGA = 1024;
    private static final double GOAL_KB = 12;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Findings measure(Run run) throws Exception {
        List<Integer> sizes = possible(run.options().quick() ? List.of(200, 1000) : List.of(1000, 5000));
        int most = sizes.get(sizes.size() - 1);
        List<List<String>> rows = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        try (Server server = Server.start(run.stage(), most)) {
            for (Way way : ways(run.proxies(server))) {
                server.settle();
                try (Proxy proxy = way.proxy()) {
                    double each = measure(way, sizes, rows);
                    if (proxy instanceof Dayfly) {
                        goals.add(Goal.atMost(GOAL_KB, "kB of resident memory per idle session at " + most, each));
                    }
                }
            }
        }
        Table table = new Table(
                "Memory of a proxy per idle session",
                "Of the proxy's process alone, over what it has after sessions came and went, " + WARM_UP
                        + " at once, for " + WARMED.toSeconds() + " s; dayfly's after a garbage collection.",
                List.of("", "sessions", "resident MB", "kB each", "heap committed MB", "heap used MB", "heap kB each"),
                rows);
        return Findings.of(table, goals);
    }

    /** A proxy, and the user that connects through it. */
    private record Way(Proxy proxy, String user) {}

    private static List<Way> ways(Proxies proxies) throws Exception {
        return Stream.of(
                        Optional.of(new Way(proxies.dayfly(), "new.idle")),
                        proxies.pgBouncer(Server.TENANT).map(proxy -> new Way(proxy, Server.TENANT)),
                        proxies.haProxy().map(proxy -> new Way(proxy, Server.TENANT)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The sizes for which there are enough files and memory: a session needs two files and a server process. */
    private static List<Integer> possible(List<Integer> sizes) throws IOException {
        long files = number(Path.of("/proc/self/limits"), "Max open files");
        long free = number(Path.of("/proc/meminfo"), "MemAvailable:");
        List<Integer> possible = new ArrayList<>();
        for (int size : sizes) {
            if (2L * size + FILES_BESIDE <= files && size * SESSION_OF_SERVER_KB <= free) {
                possible.add(size);
            } else {
                System.err.println("bench: " + size + " sessions are left out: they need " + (2 * size + FILES_BESIDE)
                        + " files of " + files + " (ulimit -n) and " + size * SESSION_OF_SERVER_KB + " kB of memory of "
                        + free);
            }
        }
        if (possible.isEmpty()) {
            throw new IOException("no number of sessions is possible here");
        }
        return possible;
    }

    private static long number(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+", -1)[0])
                .mapToLong(word -> word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word))
                .findFirst()
                .orElse(0);
    }

    private static double measure(Way way, List<Integer> sizes, List<List<String>> rows) throws Exception {
        List<WireSession> open = new ArrayList<>();
        double each = 0;
        try {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < WARMED.toNanos()) {
                openUpTo(WARM_UP, way, open);
                closeAll(open);
            }
            ProcessMemory before = ProcessMemory.of(way.proxy());
            rows.add(row(way.proxy().name(), 0, before, before));
            for (int size : sizes) {
                openUpTo(size, way, open);
                ProcessMemory now = ProcessMemory.of(way.proxy());
                rows.add(row(way.proxy().name(), size, before, now));
                each = (double) (now.resident() - before.resident()) / size;
            }
        } finally {
            closeAll(open);
        }
        return each;
    }

    private static void openUpTo(int size, Way way, List<WireSession> open) throws IOException {
        while (open.size() < size) {
            open.add(WireSession.idle(way.proxy().port(), way.user(), Server.TENANT));
        }
    }

    private static void closeAll(List<WireSession> open) throws IOException {
        for (WireSession session : open) {
            session.close();
        }
        open.clear();
    }

    private static List<String> row(String name, int sessions, ProcessMemory before, ProcessMemory now) {
        boolean jvm = now.heapCommitted() > 0;
        return List.of(
                name,
                Integer.toString(sessions),
                Figure.of(now.resident() / MEGA),
                sessions == 0 ? "" : Figure.of((double) (now.resident() - before.resident()) / sessions),
                jvm ? Figure.of(now.heapCommitted() / MEGA) : "",
                jvm ? Figure.of(now.heapUsed() / MEGA) : "",
                jvm && sessions > 0 ? Figure.of((double) (now.heapUsed() - before.heapUsed()) / sessions) : "");
    }
}
