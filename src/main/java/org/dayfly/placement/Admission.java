package org.dayfly.placement;

import org.dayfly.server.Server;

/** Does what must be done before a server that was just opened gets clients. Waits for PostgreSQL. */
@FunctionalInterface
interface Admission {
    /**
     * Does it.
     *
     * @throws org.dayfly.server.registry.UnusableServerException if the server cannot be used
     */
    void admit(Candidate candidate, Server server);
}
