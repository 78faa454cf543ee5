package org.dayfly.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each event happened. Safe for any thread. */
public final class Counts {
    private final Map<String, Integer> counts = new TreeMap<>();

    public synchronized void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** The sum of all events whose names begin so. */
    public synchronized int of(String prefix) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    public synchronized Table table(String title, String note) {
        return new Table(
                title,
                note,
                List.of("event", "count"),
                counts.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                        .toList());
    }
}
