package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that the clients know: which databases there are, whose they are, and which resets were asked for. It forgets
 * databases that must be gone for long, but no name. Safe for any thread.
 */
final class Ledger {
    private static final long MEMORY = 60_000;

    private final Map<String, Handed> databases = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, List<Reset>> resets = new HashMap<>();
    private final Map<Long, Visit> visits = new HashMap<>();

    /** What a client was let in to. */
    record Arrival(Handed database, boolean first, String ownerBefore) {
        /** Whether it had been handed out to somebody else before. */
        boolean doubled(Dial dial) {
            return !first && (dial.owner().equals("new") || !ownerBefore.equals(dial.owner()));
        }
    }

    /** A client that asked for a database of its own or of a key is in one. */
    synchronized Arrival arrived(Dial dial, String name, String password, long from, long expires) {
        String before = owners.putIfAbsent(name, dial.owner());
        Handed database = databases.computeIfAbsent(name, it -> new Handed(name, password, dial, from, expires));
        database.opened(dial.proxy(), from, expires);
        return new Arrival(database, before == null, before == null ? "" : before);
    }

    /** The databases that had a key and answered a query before a moment. */
    synchronized List<Handed> answered(String key, long before) {
        return of(key).stream()
                .filter(database -> database.answeredBefore(before))
                .toList();
    }

    /** The databases that had a key, as far as they are remembered. */
    synchronized List<Handed> of(String key) {
        return databases.values().stream()
                .filter(database -> database.owner().equals(key))
                .toList();
    }

    synchronized Optional<Handed> named(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    /** Who had a database of that name first; empty if nobody. */
    synchronized String owner(String name) {
        return owners.getOrDefault(name, "");
    }

    synchronized int inUse(long now) {
        return (int) databases.values().stream()
                .filter(database -> database.inUse(now))
                .count();
    }

    synchronized Collection<Handed> all() {
        return new ArrayList<>(databases.values());
    }

    synchronized Reset resetBegins(String key) {
        Reset reset = new Reset(Clock.now());
        resets.computeIfAbsent(key, it -> new ArrayList<>()).add(reset);
        return reset;
    }

    /** How many resets of a key may have taken effect in this time. */
    synchronized long resets(String key, long from, long to) {
        return resets.getOrDefault(key, List.of()).stream()
                .filter(it -> it.touches(from, to))
                .count();
    }

    /** Whether a reset of its key may be the end of a database by then. */
    synchronized boolean mayBeReset(Handed database, long by) {
        return resets.getOrDefault(database.owner(), List.of()).stream().anyMatch(it -> it.mayEnd(database, by));
    }

    synchronized Visit visit(long id) {
        return Objects.requireNonNull(visits.computeIfAbsent(id, it -> new Visit()));
    }

    synchronized Optional<Visit> knownVisit(long id) {
        return Optional.ofNullable(visits.get(id));
    }

    /** Forgets what is long over. */
    synchronized void forget(long oldestVisit) {
        long now = Clock.now();
        databases.values().removeIf(database -> !database.hasSessions() && database.expires() < now - MEMORY);
        resets.values().forEach(list -> list.removeIf(reset -> reset.endedBefore(now - 4 * MEMORY)));
        resets.values().removeIf(List::isEmpty);
        visits.keySet().removeIf(id -> id < oldestVisit);
    }
}
