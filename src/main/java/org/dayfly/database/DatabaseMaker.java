package org.dayfly.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dayfly.protocol.ClientError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes databases: intent, role, database, hand-out or seal.
 *
 * <p>Where a step fails the rest is the reaper's, and where nobody can even say so any more it finds out by itself: nothing
 * is left behind. Safe for use by any thread.
 */
final class DatabaseMaker {
    private static final Logger log = LoggerFactory.getLogger(DatabaseMaker.class);
    private static final int TRIES = 5;
    private static final String DUPLICATE_OBJECT = "42710";
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> NAME_TAKEN = Set.of(DUPLICATE_OBJECT, DUPLICATE_DATABASE, UNIQUE_VIOLATION);

    private final Registry registry;
    private final Supplier<DatabaseName> names;
    private final CreateStrategy strategy;
    private final Runnable wakeReaper;

    /**
     * @param names where names come from; one that is taken is passed over
     * @param wakeReaper called when there is something to drop
     */
    DatabaseMaker(Registry registry, Supplier<DatabaseName> names, CreateStrategy strategy, Runnable wakeReaper) {
        this.registry = registry;
        this.names = names;
        this.strategy = strategy;
        this.wakeReaper = wakeReaper;
    }

    /** @param strategy empty: whichever is measured as faster, now */
    static DatabaseMaker choosing(
            Registry registry, Supplier<DatabaseName> names, Optional<CreateStrategy> strategy, Runnable wakeReaper) {
        DatabaseMaker any = new DatabaseMaker(registry, names, CreateStrategy.SERVER_DEFAULT, wakeReaper);
        CreateStrategy chosen = strategy.orElseGet(() -> new StrategyChoice(any).faster(registry.server()));
        return new DatabaseMaker(registry, names, chosen, wakeReaper);
    }

    /** What follows on an intent. */
    @FunctionalInterface
    interface Steps<T> {
        T of(Creation creation) throws SQLException;
    }

    /**
     * Makes a database and hands it out.
     *
     * @param sessions at the same time; 0: no limit
     * @throws ClientError if there is no room
     */
    Lease make(Intent intent, int sessions) throws SQLException {
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            return make(locked, intent, sessions);
        }
    }

    private Lease make(LockedConnection locked, Intent intent, int sessions) throws SQLException {
        return begun(locked, HeldBase.of(intent, locked), sessions, creation -> {
            creation.create(strategy);
            return creation.handOut();
        });
    }

    /**
     * The same for a database that is shared: one at a time for each key, whichever proxy is at it.
     *
     * @param replace whether another that bears the key by now gives way; else that is joined
     */
    Lease makeShared(Intent intent, Key key, boolean replace, int sessions) throws SQLException {
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            locked.lock("key " + key);
            Optional<Lease> there = replace ? Optional.empty() : Leases.join(locked.get(), key);
            return there.isPresent() ? there.get() : make(locked, intent, sessions);
        }
    }

    /** Makes a database for nobody, to see how long that takes. */
    Duration measure(CreateStrategy tried) throws SQLException {
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            Intent none = Intent.database(Terms.OWN, Optional.empty(), Base.EMPTY);
            return begun(locked, none, 0, creation -> {
                long start = System.nanoTime();
                creation.create(tried);
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                creation.abandon(Reason.MEASURED);
                wakeReaper.run();
                return taken;
            });
        }
    }

    /** Writes an intent, makes the database and seals it. */
    <T> T makeSealed(LockedConnection locked, Intent intent, Steps<T> steps) throws SQLException {
        return begun(locked, intent, 0, creation -> {
            creation.create(strategy);
            return steps.of(creation);
        });
    }

    /** Writes an intent and takes the steps that follow on it; abandons what they leave if one of them fails. */
    private <T> T begun(LockedConnection locked, Intent intent, int sessions, Steps<T> steps) throws SQLException {
        for (int tried = 1; ; tried++) {
            Creation creation = new Creation(registry, locked, names.get(), intent);
            try {
                if (creation.intend(sessions)) {
                    if (creation.madeRoom()) {
                        wakeReaper.run();
                    }
                    return finish(creation, steps);
                }
            } catch (SQLException e) {
                if (!NAME_TAKEN.contains(String.valueOf(e.getSQLState())) || tried == TRIES) {
                    throw e;
                }
            }
            if (tried == TRIES) {
                throw new SQLException(TRIES + " random names in a row were taken");
            }
        }
    }

    private <T> T finish(Creation creation, Steps<T> steps) throws SQLException {
        try {
            return steps.of(creation);
        } catch (SQLException | RuntimeException e) {
            try {
                creation.abandon(Reason.FAILED);
                wakeReaper.run();
            } catch (SQLException alsoFailed) {
                log.debug("left to the reaper", alsoFailed);
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }
}
