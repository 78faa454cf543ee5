package org.dayfly.config.value;

import java.util.List;
import java.util.Locale;

/** Bytes as people read them, in PostgreSQL's units of 1024: {@code 512 B}, {@code 7.5 MB}, {@code 12 GB}. */
public final class SizeText {
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    private SizeText() {}

    public static String of(long bytes) {
        double amount = bytes;
        int unit = 0;
        // An amount that would be written as 1024 is 1 of the next unit.
        while (amount >= 1023.5 && unit < UNITS.size() - 1) {
            amount /= 1024;
            unit++;
        }
        String digits = unit > 0 && amount < 9.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, digits, amount) + " " + UNITS.get(unit);
    }
}
