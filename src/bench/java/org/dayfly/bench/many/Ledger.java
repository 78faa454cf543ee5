package org.dayfly.bench.many;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.bench.stage.Acknowledged;
import org.dayfly.bench.stage.Issued;

/** What the clients know: whose each database is, its committed rows, and the databases of each key. For any thread. */
final class Ledger {
    private static final int MOST_LOGINS = 200;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Acknowledged> rows = new HashMap<>();
    private final Map<String, Set<Long>> sources = new HashMap<>(Map.of(Visit.TEMPLATE, Marks.OF_TEMPLATE));
    private final Map<String, KeyHistory> keys = new TreeMap<>();
    private final Logins logins = new Logins();

    /** Logins to databases without a key, with the time when the client got the database. */
    private static final class Logins {
        private final Issued[] latest = new Issued[MOST_LOGINS];
        private final long[] since = new long[MOST_LOGINS];
        private int count;
    }

    long number() {
        return numbers.incrementAndGet();
    }

    /** Notes whose database this is. Returns the first owner, if that is another one. */
    synchronized Optional<String> owned(Visit visit, String database) {
        String owner = visit.key().isEmpty() ? visit.user() + " " + numbers.incrementAndGet() : visit.key();
        String first = owners.putIfAbsent(database, owner);
        return Optional.ofNullable(first).filter(it -> !it.equals(owner));
    }

    synchronized boolean isKnown(String database) {
        return owners.containsKey(database);
    }

    /** The databases that were handed out. */
    synchronized Set<String> databases() {
        return new HashSet<>(owners.keySet());
    }

    synchronized Acknowledged rows(String database) {
        return rows.computeIfAbsent(database, it -> new Acknowledged());
    }

    /** Fixes the rows that each copy of a source must have from now on. */
    synchronized void source(String key, Set<Long> content) {
        sources.put(key, content);
    }

    synchronized Set<Long> source(String key) {
        return sources.getOrDefault(key, Set.of());
    }

    /** The history of a key. Visits without a key have a history too, which stays empty. */
    synchronized KeyHistory key(String key) {
        return keys.computeIfAbsent(key, it -> new KeyHistory());
    }

    synchronized List<String> keys() {
        return keys.keySet().stream()
                .filter(key -> !key.isEmpty() && !key.equals(Visit.TEMPLATE))
                .toList();
    }

    synchronized void issued(Issued login, long now) {
        int place = logins.count++ % MOST_LOGINS;
        logins.latest[place] = login;
        logins.since[place] = now;
    }

    /** A login to a database without a key that a client got after a moment; empty if there is none. */
    synchronized Optional<Issued> anyLogin(Random random, long after) {
        int known = Math.min(logins.count, MOST_LOGINS);
        if (known == 0) {
            return Optional.empty();
        }
        int place = random.nextInt(known);
        return logins.since[place] < after ? Optional.empty() : Optional.of(logins.latest[place]);
    }
}
