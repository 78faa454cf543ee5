package org.dayfly.placement;

import java.util.List;
import java.util.Optional;
import org.dayfly.server.Census;
import org.dayfly.server.Server;

/**
 * A server at one moment.
 *
 * @param census the databases, by kind and state; empty: the server did not answer
 */
public record ServerLook(Listed listed, Optional<List<Census>> census) {
    public String name() {
        return listed.name();
    }

    /** Whether the server answers. */
    public boolean isUp() {
        return census.isPresent();
    }

    public boolean isDraining() {
        return server().filter(its -> its.membership().isDraining()).isPresent();
    }

    /** Whether a client can get a new database there. */
    public boolean isReady() {
        return isUp() && !isDraining() && !listed.leaving();
    }

    /** The server, if it was ever reached. */
    public Optional<Server> server() {
        return listed.server();
    }
}
