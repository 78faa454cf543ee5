package org.dayfly.bench.report;

import java.util.List;

/**
 * Bars beside one another.
 *
 * @param title with the unit, and which way is better
 */
public record Chart(String title, List<Bar> bars) {
    /**
     * One of them.
     *
     * @param ours whether it is dayfly's
     */
    public record Bar(String label, double value, boolean ours) {}

    public Chart {
        bars = List.copyOf(bars);
    }
}
