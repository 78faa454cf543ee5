package org.dayfly.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sealed copies of shared databases, each with what its database held when nobody had a session on it: what is copied is
 * never the database itself, which may be in use.
 *
 * <p>Every rest has its snapshot: it is taken as the last session ends, and a session that comes meanwhile waits for it.
 * Only a database that many times over was opened and left, and never copied, is spared that where it is opened again soon.
 * Safe for use by any thread.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final String OBJECT_IN_USE = "55006";

    // To be copied is to be used.
    private static final Query<Source> FIND = new Query<>("""
            UPDATE lease SET last_used_at = now(), copied = true
            WHERE key = ? AND state = 'leased' AND (expires_at > now() OR pinned)
            RETURNING name, resting_since IS NOT NULL AS at_rest, last_rest,
                      (SELECT it.name FROM lease it WHERE it.sealed_from = lease.name AND it.state = 'sealed') AS snapshot,
                      (SELECT it.stamp::int FROM lease it
                       WHERE it.sealed_from = lease.name AND it.state = 'sealed') AS rest_of_snapshot""", Source::of);

    private static final Query<Integer> SESSIONS = new Query<>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND usesysid IS NOT NULL", row -> row.getInt(1));

    // From here on until DONE no session is handed out on it.
    private static final Query<Due> DUE = new Query<>("""
            UPDATE lease SET seal_due = true
            WHERE name = ? AND state = 'leased' AND key IS NOT NULL AND resting_since IS NOT NULL
              AND NOT EXISTS (SELECT FROM lease it WHERE it.sealed_from = lease.name AND it.state = 'sealed'
                                AND it.stamp = lease.last_rest::text)
            RETURNING key, last_rest::text AS stamp""", Due::of);

    private static final Query<Boolean> DONE =
            new Query<>("UPDATE lease SET seal_due = false WHERE name = ? RETURNING true", row -> true);

    // Somebody is there of whom the proxy did not know that took it for a rest: the last one is the one before.
    private static final Query<Boolean> NO_REST = new Query<>("""
            UPDATE lease SET seal_due = false, resting_since = NULL, changed = true,
                   last_rest = coalesce((SELECT it.stamp::int FROM lease it
                                         WHERE it.sealed_from = lease.name AND it.state = 'sealed'), 0)
            WHERE name = ? RETURNING true""", row -> true);

    private final Registry registry;
    private final DatabaseMaker maker;
    private final Errands errands;
    private final Errands preparations;
    private final Runnable wakeReaper;
    private final Flights<DatabaseName, Boolean> flights = new Flights<>();
    private final Map<DatabaseName, CompletableFuture<Void>> closed = new ConcurrentHashMap<>();

    /**
     * @param errands to ask what there is
     * @param preparations done by few, so that snapshots that nobody waits for keep nobody waiting
     * @param wakeReaper called when there is something to drop
     */
    Snapshots(Registry registry, DatabaseMaker maker, Errands errands, Errands preparations, Runnable wakeReaper) {
        this.registry = registry;
        this.maker = maker;
        this.errands = errands;
        this.preparations = preparations;
        this.wakeReaper = wakeReaper;
    }

    /**
     * A shared database that somebody wants a copy of.
     *
     * @param lastRest number of the rest that a copy must not be older than
     */
    private record Source(
            DatabaseName name, boolean atRest, int lastRest, Optional<DatabaseName> snapshot, int restOfSnapshot) {
        static Source of(ResultSet row) throws SQLException {
            return new Source(
                    new DatabaseName(row.getString("name")),
                    row.getBoolean("at_rest"),
                    row.getInt("last_rest"),
                    Optional.ofNullable(row.getString("snapshot")).map(DatabaseName::new),
                    row.getInt("rest_of_snapshot"));
        }

        /** The same as whoever asked before wants it: what came to rest since may be in the copy, but need not. */
        Source asked(Source before) {
            return before.name.equals(name) && before.lastRest < lastRest
                    ? new Source(name, atRest, before.lastRest, snapshot, restOfSnapshot)
                    : this;
        }

        Optional<DatabaseName> fit() {
            return snapshot.filter(there -> restOfSnapshot >= lastRest);
        }
    }

    /** A shared database that a snapshot is to be taken of. */
    private record Due(Key key, String stamp) {
        static Due of(ResultSet row) throws SQLException {
            return new Due(new Key(row.getString("key")), row.getString("stamp"));
        }
    }

    /**
     * What the database of a key held when it was last at rest.
     *
     * @param patience how long to wait for the first rest of one that never was
     */
    CompletableFuture<Base> of(Key key, Duration patience) {
        return of(key, Optional.empty(), System.nanoTime() + patience.toNanos());
    }

    private CompletableFuture<Base> of(Key key, Optional<Source> before, long deadline) {
        return errands.ask(() -> registry.pool().with(connection -> FIND.first(connection, key.value())))
                .thenCompose(found -> {
                    Source now = found.orElseThrow(() -> unknown(key));
                    Source source = before.map(now::asked).orElse(now);
                    if (source.fit().isPresent()) {
                        return CompletableFuture.completedFuture(
                                Base.snapshot(source.fit().get(), key));
                    }
                    if (source.atRest()) {
                        return take(source.name()).thenCompose(taken -> of(key, Optional.of(source), deadline));
                    }
                    if (System.nanoTime() > deadline) {
                        return neverAtRest(key, source);
                    }
                    return moment(source).thenCompose(over -> of(key, Optional.of(source), deadline));
                });
    }

    /** Until the snapshot of a source that is being taken is there, or it is worth while to look again for another reason. */
    private CompletableFuture<Void> moment(Source source) {
        return flights.of(source.name())
                .map(flight -> flight.<Void>handle((taken, failure) -> null))
                .orElseGet(() -> Errands.later(LOOK_EVERY));
    }

    private static ClientError unknown(Key key) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, "there is no database \"%s\" to copy".formatted(key))
                .withHint("connect as \"new.%s\" to create it".formatted(key));
    }

    private CompletableFuture<Base> neverAtRest(Key key, Source source) {
        return errands.ask(() -> registry.pool()
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

    /** The same after a while, if it is at rest then. */
    void takeAfter(Duration delay, DatabaseName source) {
        if (delay.isZero()) {
            take(source);
        } else {
            Errands.later(delay).thenRun(() -> take(source));
        }
    }

    /** Takes the snapshot of a database that is at rest, unless there is one already. */
    CompletableFuture<Boolean> take(DatabaseName source) {
        return flights.join(source, () -> {
            CompletableFuture<Void> copied = new CompletableFuture<>();
            closed.put(source, copied);
            return preparations.make(() -> taken(source)).whenComplete((taken, failure) -> {
                if (failure != null) {
                    log.warn("no snapshot of {}: {}", source, failure.getMessage(), failure);
                }
                letIn(source, copied);
            });
        });
    }

    /**
     * Completes when sessions may be opened again on a database whose snapshot is due: that is as soon as its files are
     * copied. Without a snapshot it is as good as ever.
     */
    CompletableFuture<Void> letIn(DatabaseName source) {
        CompletableFuture<Boolean> taken = take(source);
        CompletableFuture<Void> copied = closed.get(source);
        return copied != null ? copied : taken.handle((done, failure) -> null);
    }

    private void letIn(DatabaseName source, CompletableFuture<Void> copied) {
        closed.remove(source, copied);
        copied.complete(null);
    }

    private boolean taken(DatabaseName source) throws SQLException {
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            locked.lock("snapshot " + source);
            Optional<Due> due = DUE.first(locked.get(), source.value());
            Release release = new Release(source);
            try {
                if (due.isEmpty()) {
                    return false;
                }
                // Sessions that another proxy has there, and that none knows of.
                if (Sealing.awaitNobody(locked.get(), source)) {
                    return seal(locked, source, due.get(), release);
                }
                release.noRest(locked.get());
                return false;
            } catch (SQLException e) {
                if (!OBJECT_IN_USE.equals(e.getSQLState())) {
                    throw e;
                }
                // Somebody came in between, as one may whose login took its time.
                release.noRest(locked.get());
                return false;
            } finally {
                release.by(locked.get());
            }
        }
    }

    private boolean seal(LockedConnection locked, DatabaseName source, Due due, Release release) throws SQLException {
        long start = System.nanoTime();
        Intent intent = Intent.snapshot(due.key(), source, due.stamp());
        maker.makeSealed(locked, intent, creation -> {
            release.by(locked.get());
            Optional.ofNullable(closed.get(source)).ifPresent(copied -> letIn(source, copied));
            Sealing sealing = new Sealing(registry, locked, creation);
            sealing.furnish(source.value(), inside -> {});
            sealing.close(Optional.of(source));
            log.info(
                    "snapshot {} of {} ({}) taken in {} ms",
                    creation.name(),
                    due.key(),
                    source,
                    (System.nanoTime() - start) / 1_000_000);
            return true;
        });
        wakeReaper.run();
        return true;
    }

    /** Lets sessions in again, once. */
    private static final class Release {
        private final DatabaseName source;
        private boolean done;

        private Release(DatabaseName source) {
            this.source = source;
        }

        void by(Connection connection) throws SQLException {
            as(DONE, connection);
        }

        void noRest(Connection connection) throws SQLException {
            as(NO_REST, connection);
        }

        private void as(Query<Boolean> query, Connection connection) throws SQLException {
            if (!done) {
                query.all(connection, source.value());
                done = true;
            }
        }
    }
}
