package org.dayfly.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * A figure that was measured once a round, and the limit for the median of the rounds.
 *
 * @param measured a value for each round
 * @param limit without meaning if the figure is only shown
 */
public record Goal(String what, Samples measured, Bound bound, double limit) {
    /** The side on which the limit is. */
    public enum Bound {
        AT_MOST,
        AT_LEAST,
        NONE
    }

    public static Goal atMost(double limit, String what, Samples measured) {
        return new Goal(what, measured, Bound.AT_MOST, limit);
    }

    public static Goal atMost(double limit, String what, double measured) {
        return atMost(limit, what, Samples.of(List.of(measured)));
    }

    public static Goal atLeast(double limit, String what, Samples measured) {
        return new Goal(what, measured, Bound.AT_LEAST, limit);
    }

    /** A figure that has no goal. */
    public static Goal shown(String what, Samples measured) {
        return new Goal(what, measured, Bound.NONE, 0);
    }

    public boolean isReached() {
        return switch (bound) {
            case AT_MOST -> measured.median() <= limit;
            case AT_LEAST -> measured.median() >= limit;
            case NONE -> true;
        };
    }

    /** All goals as a table. */
    public static Table table(List<Goal> goals) {
        List<Goal> limited =
                goals.stream().filter(goal -> goal.bound != Bound.NONE).toList();
        long reached = limited.stream().filter(Goal::isReached).count();
        return new Table(
                "Goals",
                reached + " of " + limited.size()
                        + " goals reached. Each figure is the median of the rounds; a ratio is"
                        + " the median of the ratios of the rounds.",
                List.of("what", "measured", "least – most", "goal", "reached"),
                goals.stream().map(Goal::row).toList());
    }

    private List<String> row() {
        return List.of(
                what,
                digits(measured.median()),
                measured.count() == 1 ? "" : digits(measured.least()) + " – " + digits(measured.most()),
                switch (bound) {
                    case AT_MOST -> "at most " + limit;
                    case AT_LEAST -> "at least " + limit;
                    case NONE -> "only shown";
                },
                bound == Bound.NONE ? "" : isReached() ? "yes" : "no");
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
