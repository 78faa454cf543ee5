package org.dayfly.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The processor time of all cores since the machine started, in ticks.
 *
 * @param busy in programs and in the kernel for programs, without interrupts
 * @param stolen taken by other virtual machines
 * @param all busy or not
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>
 */
record CpuTimes(long busy, long stolen, long all) {
    private static final Path FILE = Path.of("/proc/stat");
    // Places in the first line: user, nice, system, idle, iowait, irq, softirq, steal. Guests are in user already.
    private static final int SYSTEM = 2;
    private static final int STEAL = 7;

    static boolean areKnown() {
        return Files.isReadable(FILE);
    }

    static CpuTimes now() throws IOException {
        String line = Files.readAllLines(FILE).get(0);
        long[] times = Arrays.stream(line.split("\\s+", -1))
                .skip(1)
                .limit(STEAL + 1)
                .mapToLong(Long::parseLong)
                .toArray();
        return new CpuTimes(
                Arrays.stream(times, 0, SYSTEM + 1).sum(),
                times[STEAL],
                Arrays.stream(times).sum());
    }

    CpuTimes since(CpuTimes before) {
        return new CpuTimes(busy - before.busy, stolen - before.stolen, all - before.all);
    }
}
