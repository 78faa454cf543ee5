package org.dayfly.bench.report;

import java.util.Locale;

/**
 * How much of the time of all cores went to something other than the benchmark, as shares from 0 to 1.
 *
 * @param known whether the system tells
 * @param before used by other processes in the 3 s before the start
 * @param others used by other processes during the run
 * @param worst used by other processes in the worst 10 s
 * @param stolen taken by other virtual machines
 */
public record Quietness(boolean known, double before, double others, double worst, double stolen) {
    /** If the system does not tell. */
    public static final Quietness UNKNOWN = new Quietness(false, 0, 0, 0, 0);

    private static final double MOST_BEFORE = 0.10;
    private static final double MOST_OTHERS = 0.03;
    private static final double MOST_WORST = 0.15;
    private static final double MOST_STOLEN = 0.01;

    /** Whether the machine did nothing else. */
    public boolean isQuiet() {
        return known && before <= MOST_BEFORE && others <= MOST_OTHERS && worst <= MOST_WORST && stolen <= MOST_STOLEN;
    }

    /** The verdict with its rule, in one line. */
    @Override
    public String toString() {
        if (!known) {
            return "nobody knows whether the machine was quiet: there is no /proc/stat";
        }
        return String.format(
                Locale.ROOT,
                "the machine was %s: of the time of all cores, other processes used %s in the 3 s before the start, %s"
                        + " during the run and %s in the worst 10 s, other virtual machines took %s",
                isQuiet() ? "quiet" : "NOT QUIET",
                used(before, MOST_BEFORE),
                used(others, MOST_OTHERS),
                used(worst, MOST_WORST),
                used(stolen, MOST_STOLEN));
    }

    private static String used(double share, double most) {
        return String.format(Locale.ROOT, "%.1f %% (quiet: at most %.0f %%)", 100 * share, 100 * most);
    }
}
