package org.dayfly.server.directory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.Times;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.sql.Query;

/** The keys that have a database on one server, as its registry knows them. Safe for use by any thread. */
public final class KeysHere {
    private static final Query<Map.Entry<Key, Boolean>> KEYS = new Query<>(
            "SELECT key, in_service FROM registry.keys_here(make_interval(secs => ?))",
            row -> Map.entry(new Key(row.getString("key")), row.getBoolean("in_service")));
    private static final Query<Boolean> RECLAIM =
            new Query<>("SELECT registry.reclaim_moved(?, ?)", row -> row.getBoolean(1));
    private static final Query<Boolean> HOLDER = new Query<>("SELECT true FROM registry.holder(?)", row -> true);

    private final Registry registry;
    private final BlockingTasks tasks;

    public KeysHere(Registry registry, BlockingTasks tasks) {
        this.registry = registry;
        this.tasks = tasks;
    }

    /** The keys that have a database, with true, and those that had a database within this time, with false. */
    public CompletableFuture<Map<Key, Boolean>> within(Duration age) {
        return tasks.ask(() -> {
            Map<Key, Boolean> keys = new HashMap<>();
            registry.pool()
                    .with(connection -> KEYS.all(connection, Times.inSeconds(age)))
                    .forEach(each -> keys.merge(each.getKey(), each.getValue(), Boolean::logicalOr));
            return keys;
        });
    }

    /** Takes the database of a key out of service that has moved to another server. Returns whether there was one. */
    public CompletableFuture<Boolean> reclaimMoved(Key key) {
        return tasks.ask(() -> registry.pool()
                .with(connection -> RECLAIM.first(connection, key.value(), Reason.MOVED.code()))
                .orElseThrow());
    }

    /** Whether a key has a database now. */
    public CompletableFuture<Boolean> has(Key key) {
        return tasks.ask(() -> registry.pool()
                .with(connection -> HOLDER.first(connection, key.value()))
                .isPresent());
    }
}
