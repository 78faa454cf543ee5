package org.dayfly.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dayfly.server.Server;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;

/** The throwaway database or whole server that a session is on, and the server whose registry lists it. */
record SessionDatabase(Server server, DatabaseName name, LeaseKind kind) {
    /** Notes that the database was handed out to a session. */
    void arrive(Session session, Lease lease) {
        server.sessions().arrive(session, lease);
    }

    /**
     * Notes that a session has left the database.
     *
     * @return completes when the registry knows, or need not know yet, or cannot be reached
     */
    CompletionStage<?> leave(Session session) {
        return server.sessions()
                .leave(
                        session,
                        name,
                        last -> server.databases().left(name, last.queried(), last.opened(), last.unasked()));
    }

    /** Completes when the registry knows the session that the database was just handed out to. */
    CompletableFuture<Void> kept() {
        return server.databases().kept(name);
    }

    /** Completes if the database is still in service; otherwise fails with the reason. */
    CompletableFuture<Void> stillIn() {
        return server.databases().stillIn(name);
    }
}
