package org.dayfly.server.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.server.create.AfterUse;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.Request;
import org.dayfly.server.create.WarmDatabase;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;

/**
 * The database that a client asks for and that must be made: its key, its source, and whether it replaces a database.
 *
 * @param key the key of the new database; empty: no key
 * @param replaces whether the new database takes the place of the database that has the key now
 * @param replaced the database that has the key now, once that database is known; see {@link HandOut}
 * @param source the source of a copy; empty: the new database is not a copy
 * @param warm whether a database was ready when the client asked
 */
public record Allocation(
        Request request,
        Optional<Key> key,
        boolean replaces,
        Optional<DatabaseName> replaced,
        Optional<Key> source,
        boolean warm) {
    /** An allocation of a database for one session. */
    public static Allocation fresh(Request request) {
        return new Allocation(request, Optional.empty(), false, Optional.empty(), request.source(), false);
    }

    /** An allocation of the database of a key that has no database. */
    static Allocation shared(Key key, Request request) {
        return new Allocation(request, Optional.of(key), false, Optional.empty(), request.source(), false);
    }

    /** An allocation of a new database for a key: a reset. */
    static Allocation anew(Key key, Request request) {
        return new Allocation(request, Optional.of(key), true, Optional.empty(), Optional.empty(), false);
    }

    /**
     * The same allocation, with what has the key now, and with its kind and its source. A whole server may get another
     * version, if the client asks for a version.
     */
    Allocation over(Leases.Holder holder) {
        return of(holder.kind(), Optional.of(holder.name()), holder.source());
    }

    /** The same allocation, if nothing has the key now, for what the key had last. */
    Allocation of(LeaseKind kind) {
        return of(kind, Optional.empty(), Optional.empty());
    }

    private Allocation of(LeaseKind kind, Optional<DatabaseName> holder, Optional<Key> itsSource) {
        Optional<Key> version = kind == LeaseKind.SERVER ? request.source() : Optional.empty();
        return new Allocation(request.of(kind), key, replaces, holder, version.or(() -> itsSource), warm);
    }

    /** The same allocation, whose database was ready when the client asked, or was not. */
    Allocation served(boolean ready) {
        return new Allocation(request, key, replaces, replaced, source, ready);
    }

    /** The hand-out of a database to this allocation. */
    Lease lease(Base base, WarmDatabase database, Duration idle, Instant expiresAt, boolean tookItsPlace) {
        Optional<Copied> copied = base.source()
                .filter(from -> base.kind() == LeaseKind.DATABASE)
                .map(from -> new Copied(from, base.size(), Duration.ZERO));
        return Lease.fresh(
                base.kind(),
                database.name(),
                key,
                expiresAt,
                Optional.of(idle).filter(its -> !its.isZero()),
                new Lease.Making(warm, tookItsPlace, copied));
    }

    /**
     * Whether the hand-out may be committed before the registry knows the client. A key needs the registry, and a
     * database that the client keeps must be kept before the client gets its answer.
     */
    boolean mayBeCommittedAhead() {
        return key.isEmpty() && request.terms().after().filter(AfterUse::keeps).isEmpty();
    }

    /** Whether both allocations replace a database, or neither does. */
    boolean sharesManner(Allocation other) {
        return replaces == other.replaces;
    }

    /** Whether the limits of one client address apply to both allocations. */
    boolean sharesAddress(Allocation other) {
        return sharesManner(other)
                && AddressBlock.of(request.client())
                        .equals(AddressBlock.of(other.request().client()));
    }

    /** Whether both databases begin with the same content. */
    boolean sharesOrigin(Allocation other) {
        return sharesManner(other)
                && request.kind() == other.request().kind()
                && request.source().equals(other.request().source());
    }
}
