package org.dayfly.bench.report;

import java.util.Locale;

/** Numbers as text, with a sensible number of digits. */
public final class Figure {
    private Figure() {}

    /** A number with three digits, or with all digits before the decimal point. */
    public static String of(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A value divided by another. */
    public static String ratio(double value, double reference) {
        return String.format(Locale.ROOT, "%.2f", value / reference);
    }
}
