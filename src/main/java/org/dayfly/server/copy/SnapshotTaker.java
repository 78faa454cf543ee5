package org.dayfly.server.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.dayfly.config.value.SizeText;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.create.Creation;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.Intent;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.Rests;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.ErrorCode;
import org.dayfly.sql.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one snapshot of a shared database: keeps sessions out, copies the files, lets sessions in again, and seals the
 * snapshot. Safe for use by any thread.
 */
public final class SnapshotTaker {
    private static final Logger log = LoggerFactory.getLogger(SnapshotTaker.class);

    private static final Query<String> PREPARED =
            new Query<>("SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = ?", row -> row.getString(1));

    private final Registry registry;
    private final SnapshotContent content;
    private final SealedOwner owner;
    private final SealedSizes sizes;
    private final DatabaseMaker maker;
    private final Function<DatabaseName, CompletableFuture<Void>> endWaiting;
    private final Runnable wakeReaper;

    /**
     * Takes snapshots of databases on one server.
     *
     * @param owner the owner of the objects in snapshots
     * @param endWaiting ends this proxy's sessions on a database that wait for a client
     * @param wakeReaper called when there is something to drop
     */
    public SnapshotTaker(
            Registry registry,
            DatabaseMaker maker,
            SealedOwner owner,
            SealedSizes sizes,
            Function<DatabaseName, CompletableFuture<Void>> endWaiting,
            Runnable wakeReaper) {
        this.registry = registry;
        this.owner = owner;
        this.sizes = sizes;
        this.content = new SnapshotContent(registry);
        this.maker = maker;
        this.endWaiting = endWaiting;
        this.wakeReaper = wakeReaper;
    }

    /** A snapshot that is due, since a moment. */
    private record Due(Key key, String stamp, long since) {
        static Due of(Rests.Due due) {
            return new Due(due.key(), due.stamp(), System.nanoTime());
        }

        /** The time since the snapshot was found to be due, in milliseconds. */
        long age() {
            return (System.nanoTime() - since) / 1_000_000;
        }
    }

    /**
     * Takes the snapshot if it is due and the content has changed since the last snapshot.
     *
     * @param rest for a database that was never copied, the number of the rest that the snapshot is for
     * @param cancellation cancels the snapshot until the files are copied
     * @param copied called when the files are copied, and sessions may join again
     * @return whether a snapshot was taken
     */
    boolean take(DatabaseName source, int rest, Cancellation cancellation, Runnable copied) throws SQLException {
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            locked.lock("snapshot " + source);
            Optional<Due> due = Rests.beginSnapshot(locked.get(), source, rest).map(Due::of);
            return due.isPresent() && take(locked, source, due.get(), cancellation, copied);
        }
    }

    private boolean take(
            LockedConnection locked, DatabaseName source, Due due, Cancellation cancellation, Runnable copied)
            throws SQLException {
        Release release = new Release(source);
        try {
            return take(locked, source, due, release, cancellation, copied);
        } catch (SQLException e) {
            if (cancellation.isCancelled()) {
                log.debug("snapshot of {} cancelled, because a session joined", source, e);
                return false;
            }
            if (!ErrorCode.OBJECT_IN_USE.is(e)) {
                throw e;
            }
            // A session whose login took long has started meanwhile.
            release.noRest(locked.get());
            return false;
        } finally {
            release.by(locked.get());
        }
    }

    private boolean take(
            LockedConnection locked,
            DatabaseName source,
            Due due,
            Release release,
            Cancellation cancellation,
            Runnable copied)
            throws SQLException {
        refuseIfPrepared(locked.get(), source, due.key());
        // Sessions through another proxy, or sessions that do not pass through any proxy.
        if (!Sealing.awaitClients(locked.get(), source)) {
            release.noRest(locked.get());
            return false;
        }
        Optional<String> written = SnapshotContent.written(locked.get(), source);
        if (written.isPresent() && content.isThat(locked.get(), source, written.get())) {
            release.unchanged(locked.get());
            return false;
        }
        endWaiting.apply(source).join();
        // The session that read the sequences takes a moment to end.
        Sealing.awaitNobody(locked.get(), source);
        long size = SealedSizes.now(locked.get(), source);
        cancellation.begin(locked.get());
        try {
            return maker.makeSealed(locked, Intent.snapshot(due.key(), source, due.stamp(), size), creation -> {
                cancellation.end();
                release.by(locked.get());
                copied.run();
                seal(locked, source, due, written, creation);
                return true;
            });
        } finally {
            cancellation.end();
        }
    }

    /**
     * The server copies no database that has a prepared transaction. Only the owner of the transaction knows how it
     * must end.
     */
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

    private void seal(
            LockedConnection locked, DatabaseName source, Due due, Optional<String> written, Creation creation)
            throws SQLException {
        Sealing sealing = new Sealing(registry, locked, creation, owner.name());
        List<String> sequences = new ArrayList<>();
        sealing.furnish(
                List.of(source.value()),
                inside -> {
                    creation.putInOrder(inside);
                    SnapshotContent.sequences(inside).ifPresent(sequences::add);
                },
                inside -> {});
        sealing.close(Optional.of(source));
        sizes.note(creation.name(), creation.size());
        SnapshotContent.keep(
                locked.get(), creation.name(), written, sequences.stream().findFirst());
        wakeReaper.run();
        log.info(
                "snapshot {} of {} ({}), {}, taken in {} ms",
                creation.name(),
                due.key(),
                source,
                SizeText.of(creation.size()),
                due.age());
    }

    /** One of the ways in which a snapshot ends. */
    @FunctionalInterface
    private interface End {
        void of(Connection connection, DatabaseName source) throws SQLException;
    }

    /** Lets sessions join again. Only the first call has an effect. */
    private static final class Release {
        private final DatabaseName source;
        private boolean done;

        private Release(DatabaseName source) {
            this.source = source;
        }

        void by(Connection connection) throws SQLException {
            as(Rests::endSnapshot, connection);
        }

        void noRest(Connection connection) throws SQLException {
            as(Rests::endInUse, connection);
        }

        void unchanged(Connection connection) throws SQLException {
            as(Rests::endUnchanged, connection);
        }

        private void as(End end, Connection connection) throws SQLException {
            if (!done) {
                end.of(connection, source);
                done = true;
            }
        }
    }
}
