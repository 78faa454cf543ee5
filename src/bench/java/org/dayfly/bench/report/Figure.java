package org.dayfly.bench.report;

import java.util.Locale;

/** Numbers as text, with as many digits as they are worth. */
public final class Figure {
    private Figure() {}

    /** Three digits, or all that stand before the point. */
    public static String of(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** How often one value is the other. */
    public static String ratio(double value, double reference) {
        return String.format(Locale.ROOT, "%.2f", value / reference);
    }
}
