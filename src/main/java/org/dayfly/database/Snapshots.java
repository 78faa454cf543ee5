package org.dayfly.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sealed copies of shared databases, each with what its database held when nobody had a session on it: what is copied
 * is never the database itself, which may be in use.
 *
 * <p>Every rest has its snapshot: it is taken as the last session ends, and a session that comes meanwhile waits for
 * it. Only a database that many times over was opened and left, and never copied, is spared that where it is opened
 * again soon. Safe for use by any thread.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);
    private static final String OBJECT_IN_USE = "55006";

    // From here on until DONE no session is handed out on it.
    private static final Query<Due> DUE = new Query<>("""
            UPDATE registry.lease SET seal_due = true
            WHERE name = ? AND state = 'leased' AND key IS NOT NULL AND resting_since IS NOT NULL
              AND NOT EXISTS (SELECT FROM registry.lease it WHERE it.sealed_from = lease.name AND it.state = 'sealed'
                                AND it.stamp = lease.last_rest::text)
            RETURNING key, last_rest::text AS stamp""", Due::of);

    private static final Query<Boolean> DONE =
            new Query<>("UPDATE registry.lease SET seal_due = false WHERE name = ? RETURNING true", row -> true);

    // Somebody is there of whom the proxy did not know that took it for a rest: the last one is the one before.
    private static final Query<Boolean> NO_REST = new Query<>("""
            UPDATE registry.lease SET seal_due = false, resting_since = NULL, changed = true,
                   last_rest = coalesce((SELECT it.stamp::int FROM registry.lease it
                                         WHERE it.sealed_from = lease.name AND it.state = 'sealed'), 0)
            WHERE name = ? RETURNING true""", row -> true);

    private static final Query<String> PREPARED =
            new Query<>("SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = ?", row -> row.getString(1));

    private final Registry registry;
    private final DatabaseMaker maker;
    private final Errands preparations;
    private final Runnable wakeReaper;
    private final Flights<DatabaseName, Boolean> flights = new Flights<>();
    private final Map<DatabaseName, CompletableFuture<Void>> closed = new ConcurrentHashMap<>();

    /**
     * @param preparations done by few, so that snapshots that nobody waits for keep nobody waiting
     * @param wakeReaper called when there is something to drop
     */
    Snapshots(Registry registry, DatabaseMaker maker, Errands preparations, Runnable wakeReaper) {
        this.registry = registry;
        this.maker = maker;
        this.preparations = preparations;
        this.wakeReaper = wakeReaper;
    }

    /** A shared database that a snapshot is to be taken of. */
    private record Due(Key key, String stamp) {
        static Due of(ResultSet row) throws SQLException {
            return new Due(new Key(row.getString("key")), row.getString("stamp"));
        }
    }

    /** The one of a database that is being taken, if one is. */
    Optional<CompletableFuture<Boolean>> underway(DatabaseName source) {
        return flights.of(source);
    }

    /** Takes the snapshot of a database after a while, if it is at rest then. */
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
                    ServerFailure.warn(log, "no snapshot of " + source, failure);
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
                refuseIfPrepared(locked.get(), source, due.get().key());
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

    /** The server copies no database that has one, and only its owner knows how it is to end. */
    private static void refuseIfPrepared(Connection connection, DatabaseName source, Key key) throws SQLException {
        List<String> prepared = PREPARED.all(connection, source.value());
        if (!prepared.isEmpty()) {
            throw ClientError.of(
                            SqlState.OBJECT_IN_USE,
                            "database \"%s\" has prepared transactions, and cannot be copied before they end"
                                    .formatted(key))
                    .withDetail("Prepared: %s.".formatted(String.join(", ", prepared)))
                    .withHint("connect as \"new.%s\" and run COMMIT PREPARED or ROLLBACK PREPARED".formatted(key));
        }
    }

    private boolean seal(LockedConnection locked, DatabaseName source, Due due, Release release) throws SQLException {
        long start = System.nanoTime();
        Intent intent = Intent.snapshot(due.key(), source, due.stamp());
        maker.makeSealed(locked, intent, creation -> {
            release.by(locked.get());
            Optional.ofNullable(closed.get(source)).ifPresent(copied -> letIn(source, copied));
            Sealing sealing = new Sealing(registry, locked, creation);
            sealing.furnish(List.of(source.value()), creation::putInOrder, inside -> {});
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
