package org.dayfly.placement;

import java.util.Optional;
import java.util.function.Supplier;
import org.dayfly.config.server.ServerPlace;
import org.dayfly.config.server.ServerUrl;
import org.dayfly.server.Server;

/**
 * One of the servers of the settings.
 *
 * @param name names the server in logs, commands and options of clients
 * @param place where the server is; empty: the settings do not say
 * @param weight the server's share of new databases, in proportion to the weights of the other servers
 * @param open opens the server; waits for PostgreSQL, and throws an exception with one sentence for the operator
 */
public record ServerEntry(String name, Optional<ServerPlace> place, int weight, Supplier<Server> open) {
    /** Whether a server that is open by the other entry can stay open for this entry. */
    boolean isSameServer(ServerEntry other) {
        return place.equals(other.place) && (place.isPresent() || name.equals(other.name));
    }

    /** Whether the operator chose the name. Other names are hosts, which clients must not learn. */
    boolean isNamed() {
        return place.filter(its -> its instanceof ServerUrl && its.asName().equals(name))
                .isEmpty();
    }
}
