package org.dayfly.server.ready;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.config.KeptSettings;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.task.Delays;
import org.dayfly.transport.Sockets;

/**
 * The sessions of one server that a client can have without a login.
 *
 * @param login logs in for a client that finds none of these
 * @param ready sessions that are open ahead, on warm databases
 * @param onServers sessions that are open ahead, on warm whole servers
 * @param kept sessions that had a client before
 */
public record SessionsAtHand(ServerLogin login, ReadySessions ready, ReadySessions onServers, KeptSessions kept) {
    private static final int UNKNOWN = -1;

    /**
     * Has no session yet.
     *
     * @param instances opens sessions on whole servers; empty: there are none
     * @param serverVersion as server_version_num
     * @param isShared whether clients may send cancel requests through other proxies
     * @param sockets has the event loops of clients
     */
    public static SessionsAtHand of(
            ServerLogin login,
            Optional<InstanceLogin> instances,
            int serverVersion,
            Supplier<KeptSettings> settings,
            BooleanSupplier isShared,
            Sockets sockets,
            Delays delays) {
        return new SessionsAtHand(
                login,
                new ReadySessions(login::openAhead, sockets.loops(), delays.nanoTime()),
                new ReadySessions(
                        (loop, name, profile) -> instances.orElseThrow().openAhead(loop, name, profile),
                        sockets.loops(),
                        delays.nanoTime()),
                KeptSessions.open(serverVersion, settings, isShared, delays));
    }

    /**
     * A session on a database for a client; empty if none fits. The future may fail as any login may.
     *
     * @param opened how many sessions this proxy opened on the database, with the session of this client
     */
    public Optional<CompletableFuture<BackendSession>> take(DatabaseName database, SessionShape shape, int opened) {
        return ready.take(database, shape.loop(), shape.profile()).or(() -> kept.take(database, shape, opened));
    }

    /** A session that had a client before, or a new login. */
    public CompletableFuture<BackendSession> begin(DatabaseName database, SessionShape shape) {
        return kept.take(database, shape, UNKNOWN).orElseGet(() -> login.open(database, shape, kept.areWanted()));
    }
}
