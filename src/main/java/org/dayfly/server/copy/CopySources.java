package org.dayfly.server.copy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.Rests;
import org.dayfly.server.task.BlockingTasks;
import org.dayfly.server.task.Delays;
import org.dayfly.sql.Query;

/**
 * Finds the snapshot that a copy of a shared database is made of: the snapshot of its last rest. Safe for use by any
 * thread.
 */
public final class CopySources {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private static final Query<Integer> SESSIONS =
            new Query<>("SELECT count(*) FROM registry.session WHERE datname = ?", row -> row.getInt(1));

    private static final Query<String> KIND =
            new Query<>("SELECT its_kind FROM registry.holder(?)", row -> row.getString(1));

    private final Registry registry;
    private final Snapshots snapshots;
    private final SealedSizes sizes;
    private final BlockingTasks tasks;
    private final Delays delays;

    public CopySources(Registry registry, Snapshots snapshots, SealedSizes sizes, BlockingTasks tasks, Delays delays) {
        this.registry = registry;
        this.snapshots = snapshots;
        this.sizes = sizes;
        this.tasks = tasks;
        this.delays = delays;
    }

    /**
     * Finds the content that the database of a key had when it was last at rest.
     *
     * @param wanted the request that waits for the answer; the search ends when the request's client leaves
     * @param patience how long to wait for the first rest of a database that was never at rest
     */
    public CompletableFuture<Base> of(Key key, Request wanted, Duration patience) {
        return of(key, wanted, Optional.empty(), delays.now() + patience.toNanos());
    }

    private CompletableFuture<Base> of(Key key, Request wanted, Optional<Rests.Source> before, long deadline) {
        wanted.checkWanted();
        return tasks.ask(() -> registry.pool().with(connection -> Rests.copySource(connection, key)))
                .thenCompose(found -> found.map(
                                now -> of(key, wanted, before.map(now::asked).orElse(now), deadline))
                        .orElseGet(() -> absent(key)));
    }

    private CompletableFuture<Base> of(Key key, Request wanted, Rests.Source source, long deadline) {
        if (source.fit().isPresent()) {
            return base(source.fit().get(), key);
        }
        if (source.atRest()) {
            return snapshots.take(source.name()).thenCompose(taken -> of(key, wanted, Optional.of(source), deadline));
        }
        if (delays.now() - deadline > 0) {
            return neverAtRest(key, source);
        }
        return moment(source).thenCompose(over -> of(key, wanted, Optional.of(source), deadline));
    }

    private CompletableFuture<Base> base(DatabaseName snapshot, Key key) {
        return sizes.known(snapshot)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> tasks.ask(() -> sizes.of(snapshot)))
                .thenApply(size -> Base.snapshot(snapshot, key, size));
    }

    /**
     * Completes when the snapshot of the source that is being taken has ended. If no snapshot is being taken, completes
     * after {@code LOOK_EVERY}, when the source may have changed.
     */
    private CompletableFuture<Void> moment(Rests.Source source) {
        return snapshots
                .underway(source.name())
                .map(flight -> flight.<Void>handle((taken, failure) -> null))
                .orElseGet(() -> delays.after(LOOK_EVERY));
    }

    private CompletableFuture<Base> absent(Key key) {
        return tasks.ask(() -> registry.pool().with(connection -> KIND.first(connection, key.value())))
                .thenApply(kind -> {
                    throw kind.filter(LeaseKind.SERVER.word()::equals).isPresent() ? server(key) : unknown(key);
                });
    }

    private static ClientError server(Key key) {
        return ClientError.of(
                        SqlState.WRONG_OBJECT_TYPE,
                        "key \"%s\" has a whole server, which cannot be copied".formatted(key))
                .withHint("connect as \"server.%s\", and copy its databases by CREATE DATABASE … TEMPLATE"
                        .formatted(key));
    }

    private static ClientError unknown(Key key) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, "there is no database \"%s\" to copy".formatted(key))
                .withHint("connect as \"new.%s\" to create it".formatted(key));
    }

    private CompletableFuture<Base> neverAtRest(Key key, Rests.Source source) {
        return tasks.ask(() -> registry.pool()
                        .with(connection ->
                                SESSIONS.first(connection, source.name().value())))
                .thenApply(count -> {
                    int sessions = count.orElse(0);
                    throw ClientError.of(
                                    SqlState.OBJECT_IN_USE,
                                    "database \"%s\" was never at rest %s, so there is nothing to copy"
                                            .formatted(
                                                    key,
                                                    source.lastRest() == 0
                                                            ? "since it was made"
                                                            : "since copies are asked for"))
                            .withDetail("%d %s open on it."
                                    .formatted(sessions, sessions == 1 ? "session is" : "sessions are"))
                            .withHint("close them, or raise databases.copy-wait in proxy.conf");
                });
    }
}
