package org.dayfly.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Durations as PostgreSQL's settings name them, {@code 1 h 30 min}, to the two largest units. */
public final class DurationText {
    private DurationText() {}

    public static String of(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return Math.max(0, duration.toMillis()) + " ms";
        }
        List<String> parts = new ArrayList<>();
        add(parts, duration.toDaysPart(), "d");
        add(parts, duration.toHoursPart(), "h");
        add(parts, duration.toMinutesPart(), "min");
        add(parts, duration.toSecondsPart(), "s");
        return String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void add(List<String> parts, long amount, String unit) {
        if (amount > 0) {
            parts.add(amount + " " + unit);
        }
    }
}
