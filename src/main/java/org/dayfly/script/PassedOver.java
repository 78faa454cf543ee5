package org.dayfly.script;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the statements that were skipped in one script. Used by one thread. */
final class PassedOver {
    private final Map<String, Integer> counts = new TreeMap<>();

    void add(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** The kinds of skipped statements and the count of each, for the log. Empty if no statement was skipped. */
    Optional<String> summary() {
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of(counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", ", "skipped statements about ", "")));
    }
}
