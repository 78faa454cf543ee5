package org.dayfly.server.directory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerTag;
import org.dayfly.server.registry.Times;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.sql.Query;

/**
 * The directory of keys in the registry of one server; {@code directory.sql} has the rules. Each call is one statement,
 * which a worker waits for. A failure is a {@link org.dayfly.protocol.ClientError}. Safe for use by any thread.
 */
public final class Directory {
    private static final Query<Claim> CLAIM = new Query<>(
            "SELECT key, server, generation, made, claimed FROM registry.claim_key(?, ?), (VALUES (?)) AS of (key)",
            Claim::of);
    private static final Query<KeyPlace> FIND = new Query<>(
            "SELECT key, server, generation, made FROM registry.find_key(?), (VALUES (?)) AS of (key)",
            Directory::place);
    private static final Query<Boolean> CONFIRM =
            new Query<>("SELECT registry.confirm_key(?, ?, ?)", row -> row.getBoolean(1));
    private static final Query<Long> RENEW = new Query<>(
            "SELECT generation FROM registry.renew_key(?, ?, ?) AS generation WHERE generation IS NOT NULL",
            row -> row.getLong(1));
    private static final Query<Boolean> REMOVE =
            new Query<>("SELECT registry.remove_key(?, ?, ?)", row -> row.getBoolean(1));
    private static final Query<Long> MOVE = new Query<>(
            "SELECT generation FROM registry.move_key(?, ?, ?, ?) AS generation WHERE generation IS NOT NULL",
            row -> row.getLong(1));
    private static final Query<Key> MOVED =
            new Query<>("SELECT key FROM registry.moved_keys(?) AS key", row -> new Key(row.getString("key")));
    private static final Query<Boolean> HAS_MOVED =
            new Query<>("SELECT true FROM registry.key_has_moved(?, ?)", row -> true);
    private static final Query<Entry> ENTRIES = new Query<>(
            "SELECT key, server, generation, false AS made, old"
                    + " FROM registry.keys_of(?, make_interval(secs => ?)), (VALUES (?)) AS of (server)",
            row -> new Entry(place(row), row.getBoolean("old")));

    private final Registry registry;
    private final BlockingTasks tasks;

    public Directory(Registry registry, BlockingTasks tasks) {
        this.registry = registry;
        this.tasks = tasks;
    }

    /**
     * The row of a key.
     *
     * @param isNew whether the row was inserted just now
     */
    public record Claim(KeyPlace place, boolean isNew) {
        private static Claim of(ResultSet row) throws SQLException {
            return new Claim(Directory.place(row), row.getBoolean("claimed"));
        }
    }

    /**
     * A row of the directory.
     *
     * @param old whether the row has not changed for some time
     */
    public record Entry(KeyPlace place, boolean old) {}

    private static KeyPlace place(ResultSet row) throws SQLException {
        return new KeyPlace(
                new Key(row.getString("key")),
                new ServerTag(row.getString("server")),
                row.getLong("generation"),
                row.getBoolean("made"));
    }

    /** The row of a key. A key without a row gets a row with this server. */
    public CompletableFuture<Claim> claim(Key key, ServerTag server) {
        return first(CLAIM, key.value(), server.value(), key.value()).thenApply(Optional::orElseThrow);
    }

    /** The row of a key; empty if the key has none. */
    public CompletableFuture<Optional<KeyPlace>> find(Key key) {
        return first(FIND, key.value(), key.value());
    }

    /** Records that the database of a key was handed out; false if the row has changed, and the hand-out is void. */
    public CompletableFuture<Boolean> confirm(KeyPlace place) {
        return first(CONFIRM, of(place)).thenApply(Optional::orElseThrow);
    }

    /** Makes each hand-out void that is not confirmed yet; empty if the row has changed. */
    CompletableFuture<Optional<KeyPlace>> renew(KeyPlace place) {
        return first(RENEW, of(place))
                .thenApply(
                        next -> next.map(generation -> new KeyPlace(place.key(), place.server(), generation, false)));
    }

    /** Removes the row of a key that has no database; false if the row has changed or is confirmed. */
    public CompletableFuture<Boolean> remove(KeyPlace place) {
        return first(REMOVE, of(place)).thenApply(Optional::orElseThrow);
    }

    /**
     * Removes the row of a key, unless the key has a database or gets one meanwhile.
     *
     * @param registry the keys of the row's server
     * @return whether the row was removed
     */
    public CompletableFuture<Boolean> free(KeyPlace place, KeysHere registry) {
        return renew(place)
                .thenCompose(renewed -> renewed.map(next -> registry.has(place.key())
                                .thenCompose(has -> has ? confirm(next).thenApply(kept -> false) : remove(next)))
                        .orElseGet(() -> CompletableFuture.completedFuture(false)));
    }

    /** Moves a key from a server that is lost to another server; false if the row has changed. */
    public CompletableFuture<Boolean> move(KeyPlace place, ServerTag other) {
        return first(MOVE, place.key().value(), place.server().value(), place.generation(), other.value())
                .thenApply(Optional::isPresent);
    }

    /** The keys that have moved from a server, which may still have their void databases. */
    public CompletableFuture<List<Key>> movedFrom(ServerTag server) {
        return tasks.ask(() -> registry.pool().with(connection -> MOVED.all(connection, server.value())));
    }

    /** Records that the void database of a key that has moved is out of service. */
    public CompletableFuture<Boolean> hasMoved(Key key, ServerTag from) {
        return first(HAS_MOVED, key.value(), from.value()).thenApply(Optional::isPresent);
    }

    /** All rows of a server, each with whether it has not changed for this long. */
    public CompletableFuture<List<Entry>> entries(ServerTag server, Duration age) {
        return tasks.ask(() -> registry.pool()
                .with(connection -> ENTRIES.all(connection, server.value(), Times.inSeconds(age), server.value())));
    }

    private static Object[] of(KeyPlace place) {
        return new Object[] {place.key().value(), place.server().value(), place.generation()};
    }

    private <T> CompletableFuture<Optional<T>> first(Query<T> query, Object... parameters) {
        return tasks.ask(() -> registry.pool().with(connection -> query.first(connection, parameters)));
    }
}
