package org.dayfly.server.create;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.dayfly.cluster.ClusterException;
import org.dayfly.cluster.Instances;
import org.dayfly.config.RoleSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.SealedOwner;
import org.dayfly.sql.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes databases: writes an intent, makes the role, makes the database, then puts the database into the warm pool or
 * seals the database.
 *
 * <p>If a step fails, the reaper drops the unfinished database. If the maker cannot tell the reaper any more, the
 * reaper finds the unfinished database by itself: nothing is left behind. Safe for use by any thread.
 */
public final class DatabaseMaker {
    private static final Logger log = LoggerFactory.getLogger(DatabaseMaker.class);
    private static final int TRIES = 5;
    private static final Set<ErrorCode> NAME_TAKEN =
            Set.of(ErrorCode.DUPLICATE_OBJECT, ErrorCode.DUPLICATE_DATABASE, ErrorCode.UNIQUE_VIOLATION);

    /**
     * The refusals of a clone. A sandbox without the system call copy_file_range answers "not permitted".
     */
    private static final Set<ErrorCode> UNCLEAR = Set.of(ErrorCode.INTERNAL_ERROR, ErrorCode.INSUFFICIENT_PRIVILEGE);

    private final Registry registry;
    private final Supplier<DatabaseName> names;
    private final Runnable wakeReaper;
    private final UncopyableBases uncopyable = new UncopyableBases();
    private final LargeCopies largeCopies;
    private volatile CreateStrategy strategy;
    private volatile CreateStrategy ofFiles;

    /**
     * Makes databases with names from a supplier.
     *
     * @param names supplies names; a name that is taken is passed over
     * @param timer reminds the operator of copies that take long
     * @param wakeReaper called when there is something to drop
     */
    public DatabaseMaker(
            Registry registry,
            Supplier<DatabaseName> names,
            CreateStrategy strategy,
            ScheduledExecutorService timer,
            Runnable wakeReaper) {
        this.registry = registry;
        this.names = names;
        this.strategy = strategy;
        this.ofFiles = registry.ofFiles();
        this.largeCopies = new LargeCopies(timer);
        this.wakeReaper = wakeReaper;
    }

    /** The steps that follow an intent. */
    @FunctionalInterface
    public interface Steps<T> {
        T of(Creation creation) throws SQLException;
    }

    /**
     * Makes a database or a whole server for the warm pool.
     *
     * @param role the settings of the database's role
     * @param keeper the proxy that keeps the database in its warm pool
     * @throws BaseGoneException if the sealed database to copy no longer exists
     */
    public WarmDatabase makeWarm(Base base, RoleSettings role, long keeper) throws SQLException {
        if (base.kind() == LeaseKind.SERVER) {
            return makeServer(base, keeper);
        }
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            Intent intent = HeldBase.of(Intent.of(base), locked);
            return begun(locked, intent, role, creation -> {
                create(creation);
                SealedOwner.giveToRole(locked.get(), registry.server(), creation.name(), () -> {
                    creation.open();
                    return registry.connect(creation.name());
                });
                creation.keepWarm(keeper);
                return new WarmDatabase(creation.name(), intent.base());
            });
        }
    }

    /** Whether whole servers can be made here. */
    public boolean makesServers() {
        return registry.instances().isPresent();
    }

    private WarmDatabase makeServer(Base base, long keeper) throws SQLException {
        Instances instances = registry.instances().orElseThrow();
        instances.lacking().ifPresent(what -> {
            throw ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "there is no room for another whole server: " + what)
                    .ofKind(ErrorKind.OVER_LIMIT)
                    .withHint("drop whole servers that nobody needs, or try again later");
        });
        int major =
                base.source().map(version -> Integer.parseInt(version.value())).orElseGet(registry::major);
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            return begun(locked, Intent.of(base), RoleSettings.UNLIMITED, creation -> {
                makeServer(instances, creation.name(), major);
                creation.keepWarm(keeper);
                return new WarmDatabase(creation.name(), Optional.empty());
            });
        }
    }

    private static void makeServer(Instances instances, DatabaseName name, int major) throws SQLException {
        try {
            instances.make(name.value(), major);
        } catch (ClusterException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** Makes a database for no client, to measure how long CREATE DATABASE takes. */
    Duration measure(CreateStrategy tried) throws SQLException {
        try (LockedConnection locked = new LockedConnection(registry.pool())) {
            return begun(locked, Intent.of(Base.EMPTY), RoleSettings.UNLIMITED, creation -> {
                long start = System.nanoTime();
                creation.create(tried);
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                creation.abandon(Reason.MEASURED);
                wakeReaper.run();
                return taken;
            });
        }
    }

    /** Whether a copy of a large database is being made, or a snapshot of one. */
    public boolean makesLargeCopy() {
        return largeCopies.any();
    }

    /** Sets the strategy for databases that are made from now on, except large ones. */
    public void by(CreateStrategy chosen) {
        strategy = chosen;
    }

    /** Writes an intent, makes the database, and takes the steps that seal the database. */
    public <T> T makeSealed(LockedConnection locked, Intent intent, Steps<T> steps) throws SQLException {
        return begun(locked, intent, RoleSettings.UNLIMITED, creation -> {
            create(creation);
            return steps.of(creation);
        });
    }

    private void create(Creation creation) throws SQLException {
        CreateStrategy chosen = strategy(creation.size());
        try {
            creation.create(chosen);
        } catch (SQLException e) {
            if (!ErrorCode.isIn(UNCLEAR, e)) {
                throw creation.failed(e, uncopyable);
            }
            createOtherwise(creation, chosen, e);
        }
    }

    /**
     * Each page of a large database would pass through the log of the server with wal_log, and a large database is not
     * what was measured. So its files are copied.
     */
    private CreateStrategy strategy(long size) {
        return size >= Base.LARGE && registry.server().hasStrategies() ? ofFiles : strategy;
    }

    /**
     * Tries another way. Two refusals have no SQLSTATE of their own: a collation version, and files that cannot be
     * cloned.
     */
    private void createOtherwise(Creation creation, CreateStrategy chosen, SQLException refusal) throws SQLException {
        if (creation.isOfOutdatedSource()) {
            creation.create(chosen);
        } else if (chosen != CreateStrategy.FILE_CLONE || creation.isOfOutdatedBase()) {
            throw creation.failed(refusal, uncopyable);
        } else {
            try {
                creation.create(CreateStrategy.FILE_COPY);
            } catch (SQLException e) {
                throw creation.failed(e, uncopyable);
            }
            // Only now is it sure that the clone was refused, and not the database.
            cannotClone(refusal);
        }
    }

    private void cannotClone(SQLException refusal) {
        log.info("the server cannot clone files, so CREATE DATABASE copies them: {}", refusal.getMessage());
        ofFiles = CreateStrategy.FILE_COPY;
        if (strategy == CreateStrategy.FILE_CLONE) {
            strategy = CreateStrategy.FILE_COPY;
        }
    }

    /**
     * Writes an intent, and takes the steps that follow. If a step fails, leaves the unfinished database to the reaper.
     */
    private <T> T begun(LockedConnection locked, Intent intent, RoleSettings role, Steps<T> steps) throws SQLException {
        for (int tried = 1; ; tried++) {
            Creation creation = new Creation(registry, locked, names.get(), intent);
            try {
                creation.intend(role);
            } catch (SQLException e) {
                if (ErrorCode.isIn(NAME_TAKEN, e) && tried < TRIES) {
                    continue;
                }
                throw e;
            }
            long begun = System.nanoTime();
            T made = largeCopies.during(creation, intent, () -> finish(creation, steps));
            registry.events().made(intent.word(), Duration.ofNanos(System.nanoTime() - begun));
            return made;
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
