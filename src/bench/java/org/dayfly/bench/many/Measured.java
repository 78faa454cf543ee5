package org.dayfly.bench.many;

import java.util.Collection;
import java.util.List;
import org.dayfly.bench.report.Figure;
import org.dayfly.bench.report.Samples;

/**
 * What some operations cost the server.
 *
 * @param millis of each operation
 * @param perSecond how many were done in a second
 * @param cpuMillis processor time of the server for each operation
 */
record Measured(Samples millis, double perSecond, double cpuMillis) {
    static final List<String> COLUMNS =
            List.of("", "done/s", "p50 ms", "p99 ms", "server CPU ms each", "at scale/s", "cores at scale");

    /** Measures operations that began at a time of {@link System#nanoTime}. */
    static Measured since(long began, double cpuBefore, double cpuAfter, Collection<Double> millis) {
        int count = millis.size();
        return new Measured(
                Samples.of(millis), count * 1000.0 / Samples.millisSince(began), (cpuAfter - cpuBefore) / count);
    }

    /**
     * A row of a table.
     *
     * @param atScale how many operations a server of a large installation has in a second
     */
    List<String> row(String what, double atScale) {
        return List.of(
                what,
                Figure.of(perSecond),
                Figure.of(millis.median()),
                Figure.of(millis.p99()),
                Figure.of(cpuMillis),
                Figure.of(atScale),
                Figure.of(atScale * cpuMillis / 1000));
    }
}
