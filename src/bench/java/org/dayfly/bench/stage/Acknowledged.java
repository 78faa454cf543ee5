package org.dayfly.bench.stage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rows of one database whose commit the server has acknowledged. Safe for any thread. */
public final class Acknowledged {
    private final Map<Long, Long> rows = new HashMap<>();

    public synchronized void add(long row, long now) {
        rows.put(row, now);
    }

    /** Rows that were acknowledged before a moment. */
    public synchronized Set<Long> before(long moment) {
        Set<Long> found = new HashSet<>();
        rows.forEach((row, when) -> {
            if (when < moment) {
                found.add(row);
            }
        });
        return found;
    }

    public synchronized Set<Long> all() {
        return new HashSet<>(rows.keySet());
    }

    public synchronized int count() {
        return rows.size();
    }
}
