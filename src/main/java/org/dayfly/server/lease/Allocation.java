package org.dayfly.server.lease;

import java.util.Optional;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.server.create.Request;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * A database that is to be made for a client.
 *
 * @param key the key that the database will bear; empty: none
 * @param replaces whether it takes the place of the database that bears the key now
 * @param replaced that database, once it is known; see {@link HandOut}
 * @param source what it will be a copy of; empty: of nothing
 */
public record Allocation(
        Request request, Optional<Key> key, boolean replaces, Optional<DatabaseName> replaced, Optional<Key> source) {
    /** A database for one session. */
    public static Allocation fresh(Request request) {
        return new Allocation(request, Optional.empty(), false, Optional.empty(), request.source());
    }

    /** The database of a key that has none. */
    static Allocation shared(Key key, Request request) {
        return new Allocation(request, Optional.of(key), false, Optional.empty(), request.source());
    }

    /** A new database for a key. */
    static Allocation anew(Key key, Request request) {
        return new Allocation(request, Optional.of(key), true, Optional.empty(), Optional.empty());
    }

    /** The same, now that it is known which database bears the key, and what that is a copy of. */
    Allocation over(Optional<Leases.Holder> holder) {
        return new Allocation(
                request, key, replaces, holder.map(Leases.Holder::name), holder.flatMap(Leases.Holder::source));
    }

    /** Whether both replace a database, or both do not. */
    boolean sharesManner(Allocation other) {
        return replaces == other.replaces;
    }

    /** Whether the limits of one address hold for both. */
    boolean sharesAddress(Allocation other) {
        return sharesManner(other)
                && AddressBlock.of(request.client())
                        .equals(AddressBlock.of(other.request().client()));
    }

    /** Whether both databases begin with the same content. */
    boolean sharesOrigin(Allocation other) {
        return sharesManner(other) && request.source().equals(other.request().source());
    }
}
