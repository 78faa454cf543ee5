package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.server.create.Request;
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
 */
public record Allocation(
        Request request, Optional<Key> key, boolean replaces, Optional<DatabaseName> replaced, Optional<Key> source) {
    /** An allocation of a database for one session. */
    public static Allocation fresh(Request request) {
        return new Allocation(request, Optional.empty(), false, Optional.empty(), request.source());
    }

    /** An allocation of the database of a key that has no database. */
    static Allocation shared(Key key, Request request) {
        return new Allocation(request, Optional.of(key), false, Optional.empty(), request.source());
    }

    /** An allocation of a new database for a key: a reset. */
    static Allocation anew(Key key, Request request) {
        return new Allocation(request, Optional.of(key), true, Optional.empty(), Optional.empty());
    }

    /**
     * The same allocation, with what has the key now, and with its kind and its source. A whole server may get another
     * version, if the client asks for a version.
     */
    Allocation over(Optional<Leases.Holder> holder) {
        Optional<Key> version =
                holder.filter(it -> it.kind() == LeaseKind.SERVER).flatMap(it -> request.source());
        return new Allocation(
                holder.map(it -> request.of(it.kind())).orElse(request),
                key,
                replaces,
                holder.map(Leases.Holder::name),
                version.or(() -> holder.flatMap(Leases.Holder::source)));
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
