package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a process, in kB.
 *
 * @param resident the resident part (VmRSS)
 * @param heapCommitted of a JVM after a garbage collection; otherwise 0
 * @param heapUsed of a JVM after a garbage collection; otherwise 0
 */
public record ProcessMemory(long resident, long heapCommitted, long heapUsed) {
    private static final Pattern HEAP = Pattern.compile("total (?:reserved \\d+K, committed )?(\\d+)K, used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
    private static final Pattern PROPORTIONAL = Pattern.compile("(?m)^Pss:\\s*(\\d+) kB");

    /** The memory of a proxy; of dayfly, the memory after a garbage collection. */
    public static ProcessMemory of(Proxy proxy) throws IOException, InterruptedException {
        if (proxy instanceof Dayfly) {
            return ofJvm(proxy.pid());
        }
        return new ProcessMemory(residentOf(proxy.pid()), 0, 0);
    }

    private static ProcessMemory ofJvm(long pid) throws IOException, InterruptedException {
        Program jcmd = new Program(Path.of(System.getProperty("java.home", ""), "bin", "jcmd"));
        jcmd.run(Map.of(), List.of(Long.toString(pid), "GC.run"));
        Matcher heap = HEAP.matcher(jcmd.run(Map.of(), List.of(Long.toString(pid), "GC.heap_info")));
        long committed = 0;
        long used = 0;
        while (heap.find()) { // the serial collector prints each generation
            committed += Long.parseLong(heap.group(1));
            used += Long.parseLong(heap.group(2));
        }
        return new ProcessMemory(residentOf(pid), committed, used);
    }

    private static long residentOf(long pid) throws IOException {
        return number(pid, "status", RESIDENT);
    }

    /** The resident memory of a process in kB. Memory that several processes share counts in equal parts (Pss). */
    public static long proportionalOf(long pid) throws IOException {
        return number(pid, "smaps_rollup", PROPORTIONAL);
    }

    private static long number(long pid, String file, Pattern pattern) throws IOException {
        Matcher found = pattern.matcher(Files.readString(Path.of("/proc", Long.toString(pid), file)));
        if (!found.find()) {
            throw new IOException("process " + pid + " does not tell its memory");
        }
        return Long.parseLong(found.group(1));
    }
}
