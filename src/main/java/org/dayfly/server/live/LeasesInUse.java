package org.dayfly.server.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.dayfly.server.drop.ReclaimListener;
import org.dayfly.server.lease.KnownLeases;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/**
 * The leases of databases that clients of this proxy use now, each for a moment after the registry was asked.
 *
 * <p>What the registry said holds on as long as a session is on the database: nobody takes a database with a session
 * for idle, evicts it or copies it. If the database leaves service all the same (it is too old, or was reset or
 * dropped), this proxy does that itself or hears of it, and forgets the lease. So a proxy that is the only one of its
 * server, and that hears of databases that leave service, need not ask again. A session that joins at the moment when
 * its database leaves service ends as the other sessions there. Safe for use by any thread.
 */
public final class LeasesInUse implements KnownLeases, ReclaimListener.Hearer {
    /**
     * How long an answer of the registry is good. It must be shorter than the shortest idle time of a database, because
     * a session that joins without the registry is a use that the registry hears of later.
     */
    static final Duration GOOD = Duration.ofMillis(500);

    private static final int MOST = 10_000;

    private final Function<Key, Optional<DatabaseName>> byKey;
    private final Predicate<DatabaseName> joins;
    private final BooleanSupplier isShared;
    private final Cache<DatabaseName, Lease> known;
    private volatile boolean deaf;

    /**
     * Knows no leases yet.
     *
     * @param byKey finds the database of a key that clients of this proxy use
     * @param joins counts one more session on a database; returns false if no session is there
     * @param isShared whether other proxies may use the server
     */
    LeasesInUse(
            Function<Key, Optional<DatabaseName>> byKey,
            Predicate<DatabaseName> joins,
            BooleanSupplier isShared,
            LongSupplier nanoTime) {
        this.byKey = byKey;
        this.joins = joins;
        this.isShared = isShared;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(GOOD)
                .ticker(nanoTime::getAsLong)
                .maximumSize(MOST)
                .build();
    }

    /** Whether no database can leave service unheard. */
    boolean areTrusted() {
        return !deaf && !isShared.getAsBoolean();
    }

    @Override
    public Optional<Lease> join(DatabaseName name) {
        return Optional.ofNullable(known.getIfPresent(name)).filter(lease -> areTrusted() && joins.test(name));
    }

    @Override
    public Optional<Lease> join(Key key, LeaseKind kind) {
        return byKey.apply(key)
                .map(known::getIfPresent)
                .filter(lease -> lease.kind() == kind && lease.key().equals(Optional.of(key)))
                .flatMap(lease -> join(lease.name()));
    }

    @Override
    public void learn(Lease lease) {
        known.put(lease.name(), lease);
    }

    /** Forgets the lease of a database that leaves service. */
    void forget(DatabaseName name) {
        known.invalidate(name);
    }

    @Override
    public void outOfService(DatabaseName name) {
        forget(name);
    }

    @Override
    public void deaf() {
        deaf = true;
    }

    @Override
    public void hears() {
        known.invalidateAll();
        deaf = false;
    }
}
