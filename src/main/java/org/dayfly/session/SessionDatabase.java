package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dayfly.server.Server;
import org.dayfly.server.live.DatabaseSessions;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/** The throwaway database that a session is on, and the server of the database. */
record SessionDatabase(Server server, DatabaseName name) {
    /** Notes that the database was handed out to a session. */
    void arrive(Session session, Optional<Key> key) {
        server.sessions().arrive(session, name, key);
    }

    /**
     * Notes that a session has left the database.
     *
     * @return completes when the registry knows, if this was the last session there, or cannot be reached
     */
    CompletionStage<?> leave(Session session) {
        return server.sessions()
                .leave(session, name)
                .map(this::tell)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> tell(DatabaseSessions last) {
        return server.databases()
                .left(name, last.queried(), last.opened())
                .whenComplete((told, failure) -> server.sessions().told(name, last));
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
