package org.dayfly.bench.many;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which databases clients found under one key, and when the key was reset. Safe for any thread. */
final class KeyHistory {
    private static final int MOST_TOLD = 3;

    private final List<Sighting> sightings = new ArrayList<>();
    private final List<Reset> resets = new ArrayList<>();

    /** A client began to connect, and was in a database of the key later. Times are in milliseconds. */
    record Sighting(String database, long from, long to) {}

    /** A request to replace the key's database. */
    final class Reset {
        private final long from;
        private long until = Long.MAX_VALUE;

        private Reset(long from) {
            this.from = from;
        }

        /** The reset can have no effect after this moment. */
        void over(long moment) {
            synchronized (KeyHistory.this) {
                until = moment;
            }
        }

        private boolean touches(long since, long to) {
            return from <= to && until >= since;
        }
    }

    synchronized void seen(Sighting sighting) {
        sightings.add(sighting);
    }

    synchronized Reset resetBegins(long now) {
        Reset reset = new Reset(now);
        resets.add(reset);
        return reset;
    }

    /** How many resets may have had an effect in this time. */
    synchronized int resets(long since, long to) {
        return (int) resets.stream().filter(reset -> reset.touches(since, to)).count();
    }

    /** Whether a client was in a database of this name before a moment. */
    synchronized boolean wasSeen(String database, long before) {
        return sightings.stream().anyMatch(each -> each.database().equals(database) && each.to() < before);
    }

    /** A database that was seen under the key; empty if none was. */
    synchronized Optional<String> any() {
        return sightings.isEmpty()
                ? Optional.empty()
                : Optional.of(sightings.get(sightings.size() - 1).database());
    }

    /** What cannot be if the key has one database at a time, always on the same server. */
    synchronized List<String> contradictions() {
        List<String> found = new ArrayList<>();
        List<String> tags = sightings.stream()
                .map(each -> Session.tag(each.database()))
                .distinct()
                .toList();
        if (tags.size() > 1) {
            found.add("databases on several servers: " + tags);
        }
        sightings.stream()
                .filter(this::changedWithoutReset)
                .limit(MOST_TOLD)
                .forEach(each -> found.add(each + " is another database than before, without a reset"));
        cameBack(found);
        return found;
    }

    /** Whether the client found another database than the last client that was done before. */
    private boolean changedWithoutReset(Sighting later) {
        return sightings.stream()
                .filter(each -> each.to() < later.from())
                .max((one, other) -> Long.compare(one.to(), other.to()))
                .filter(before -> !before.database().equals(later.database()))
                .filter(before -> resets(before.from(), later.to()) == 0)
                .isPresent();
    }

    /** Finds databases that were seen again after another database was seen. */
    private void cameBack(List<String> found) {
        Map<String, Long> known = new TreeMap<>();
        sightings.forEach(each -> known.merge(each.database(), each.to(), Math::min));
        known.forEach((database, since) -> {
            long replaced = sightings.stream()
                    .filter(each -> !each.database().equals(database) && each.from() > since)
                    .mapToLong(Sighting::to)
                    .min()
                    .orElse(Long.MAX_VALUE);
            sightings.stream()
                    .filter(each -> each.database().equals(database) && each.from() > replaced)
                    .limit(MOST_TOLD)
                    .forEach(each -> found.add(each + " was replaced by another database before"));
        });
    }
}
