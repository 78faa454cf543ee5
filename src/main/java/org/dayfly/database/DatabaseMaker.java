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
 * Makes databases: intent, role, database, hand-out.
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
    private final int sessions;
    private final Runnable wakeReaper;

    /**
     * @param names where names come from; one that is taken is passed over
     * @param sessions at the same time on one database; 0: no limit
     * @param wakeReaper called when there is something to drop
     */
    DatabaseMaker(Registry registry, Supplier<DatabaseName> names, int sessions, Runnable wakeReaper) {
        this.registry = registry;
        this.names = names;
        this.sessions = sessions;
        this.wakeReaper = wakeReaper;
    }

    /** The same, for databases that take another number of sessions. */
    DatabaseMaker forSessions(int sessions) {
        return new DatabaseMaker(registry, names, sessions, wakeReaper);
    }

    /** @throws ClientError if there is no room */
    Lease make(Terms terms, CreateStrategy strategy) throws SQLException {
        return begun(terms, creation -> {
            creation.create(strategy);
            return creation.handOut();
        });
    }

    /** Makes a database for nobody, to see how long that takes. */
    Duration measure(CreateStrategy strategy) throws SQLException {
        Terms none = new Terms(Optional.empty(), Duration.ZERO, Duration.ZERO, 0);
        return begun(none, creation -> {
            long start = System.nanoTime();
            creation.create(strategy);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            creation.abandon(Reason.MEASURED);
            wakeReaper.run();
            return taken;
        });
    }

    /** What follows on an intent. */
    @FunctionalInterface
    private interface Steps<T> {
        T of(Creation creation) throws SQLException;
    }

    private <T> T begun(Terms terms, Steps<T> steps) throws SQLException {
        for (int tried = 1; ; tried++) {
            try (Creation creation = new Creation(registry, names.get())) {
                if (creation.intend(terms, sessions)) {
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
        } catch (SQLException e) {
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
