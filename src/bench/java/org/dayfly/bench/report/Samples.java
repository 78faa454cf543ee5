package org.dayfly.bench.report;

import java.util.Arrays;
import java.util.Collection;

/** Measured values, in order of size. */
public final class Samples {
    private static final double NANOS_PER_MILLI = 1e6;

    private final double[] sorted;

    private Samples(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    public static Samples of(Collection<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The milliseconds since a time of {@link System#nanoTime}. */
    public static double millisSince(long start) {
        return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }

    public int count() {
        return sorted.length;
    }

    public double median() {
        return quantile(0.5);
    }

    public double p99() {
        return percentile(99);
    }

    public double percentile(int percent) {
        return quantile(percent / 100.0);
    }

    public double least() {
        return sorted[0];
    }

    public double most() {
        return sorted[sorted.length - 1];
    }

    /** A quantile, interpolated between the two nearest samples. */
    private double quantile(double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
