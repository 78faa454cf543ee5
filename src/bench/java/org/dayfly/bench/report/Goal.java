package org.dayfly.bench.report;

import java.util.List;
import java.util.Locale;

/** A goal for a figure: at most or at least a limit. */
public record Goal(String what, double measured, double limit, boolean atMost) {
    public static Goal atMost(double limit, String what, double measured) {
        return new Goal(what, measured, limit, true);
    }

    public static Goal atLeast(double limit, String what, double measured) {
        return new Goal(what, measured, limit, false);
    }

    boolean isReached() {
        return atMost ? measured <= limit : measured >= limit;
    }

    /** All goals as a table. */
    public static Table table(List<Goal> goals) {
        return new Table(
                "Goals",
                "What the figures come to.",
                List.of("what", "measured", "goal", "reached"),
                goals.stream().map(Goal::row).toList());
    }

    private List<String> row() {
        return List.of(
                what,
                String.format(Locale.ROOT, "%.2f", measured),
                (atMost ? "at most " : "at least ") + limit,
                isReached() ? "yes" : "no");
    }
}
