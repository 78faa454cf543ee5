package org.dayfly.bench.soak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dayfly.bench.stage.Clock;

/**
 * All that the clients know: the databases, their owners, and the resets. The ledger forgets databases that expired
 * long ago, but no name. Safe for any thread.
 */
final class Ledger {
    private static final long MEMORY = 60_000;

    private final Map<String, Database> databases = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, List<Reset>> resets = new HashMap<>();
    private final Map<Long, RowPair> pairs = new HashMap<>();

    /** The database that a client was let in to. */
    record Admission(Database database, boolean first, String ownerBefore) {
        /** Whether the database was handed out to another client before. */
        boolean doubled(Target target) {
            return !first && (target.owner().equals("new") || !ownerBefore.equals(target.owner()));
        }
    }

    /** A client got a database of its own or of a key. */
    synchronized Admission admitted(Target target, String name, String password, long from, long expires) {
        String before = owners.putIfAbsent(name, target.owner());
        Database database = databases.computeIfAbsent(name, it -> new Database(name, password, target, from, expires));
        database.opened(target.proxy(), from, expires);
        return new Admission(database, before == null, before == null ? "" : before);
    }

    /** The databases that had a key and answered a query before a moment. */
    synchronized List<Database> answered(String key, long before) {
        return of(key).stream()
                .filter(database -> database.answeredBefore(before))
                .toList();
    }

    /** The databases that had a key, without those that the ledger has forgotten. */
    synchronized List<Database> of(String key) {
        return databases.values().stream()
                .filter(database -> database.owner().equals(key))
                .toList();
    }

    synchronized Optional<Database> named(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    /** The first owner of a database; empty if the name is unknown. */
    synchronized String owner(String name) {
        return owners.getOrDefault(name, "");
    }

    synchronized int inUse(long now) {
        return (int) databases.values().stream()
                .filter(database -> database.inUse(now))
                .count();
    }

    synchronized Collection<Database> all() {
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

    /** Whether a reset of its key may have ended a database by then. */
    synchronized boolean mayBeReset(Database database, long by) {
        return resets.getOrDefault(database.owner(), List.of()).stream().anyMatch(it -> it.mayEnd(database, by));
    }

    synchronized RowPair pair(long id) {
        return Objects.requireNonNull(pairs.computeIfAbsent(id, it -> new RowPair()));
    }

    synchronized Optional<RowPair> knownPair(long id) {
        return Optional.ofNullable(pairs.get(id));
    }

    /** Forgets databases, resets and pairs of rows that ended long ago. */
    synchronized void forget(long oldestPair) {
        long now = Clock.now();
        databases.values().removeIf(database -> !database.hasSessions() && database.expires() < now - MEMORY);
        resets.values().forEach(list -> list.removeIf(reset -> reset.endedBefore(now - 4 * MEMORY)));
        resets.values().removeIf(List::isEmpty);
        pairs.keySet().removeIf(id -> id < oldestPair);
    }
}
