package org.dayfly.bench.report;

import java.util.List;

/**
 * A bar chart.
 *
 * @param title with the unit, and which way is better
 */
public record Chart(String title, List<Bar> bars) {
    /**
     * A bar.
     *
     * @param ours whether the bar is of dayfly
     */
    public record Bar(String label, double value, boolean ours) {}

    public Chart {
        bars = List.copyOf(bars);
    }
}
