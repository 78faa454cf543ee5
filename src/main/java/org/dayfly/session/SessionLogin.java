package org.dayfly.session;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;
import org.dayfly.placement.Placed;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.Server;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.live.ServerSessions;
import org.dayfly.server.ready.LoginAhead;
import org.dayfly.server.ready.ReadySessions;
import org.dayfly.server.ready.Reuse;
import org.dayfly.server.ready.SessionsAtHand;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;

/**
 * Opens the connection of a session to its server, after the hand-out. Runs on the client's event loop.
 *
 * @param login logs in if no session is at hand
 */
record SessionLogin(OpenSessions open, RoleLogin login, Announcer announcer) {
    /** The failures of a login if the database takes no sessions, or if it or its role ({@link RoleLogin}) is gone. */
    private static final Set<ErrorKind> MAYBE_GONE = Set.of(ErrorKind.NOT_READY, ErrorKind.REFUSED, ErrorKind.GONE);

    /**
     * Logs in on the database or the whole server that was handed out.
     *
     * @param ahead a login that may have begun before the hand-out
     */
    CompletableFuture<OpenedSession> behind(Placed placed, Wanted wanted, LoginAhead ahead) {
        Server server = placed.server();
        Lease lease = placed.lease();
        DatabaseName database = lease.name();
        if (lease.kind() == LeaseKind.SERVER) {
            return onServer(placed, wanted);
        }
        wanted.request().refuseOther(database);
        Announcement announcement = announcement(
                wanted, placed, server.login().url(database, wanted.profile().place()));
        SessionsAtHand atHand = server.atHand();
        ServerSessions others = server.sessions();
        Optional<Reuse> reuse = lease.isShared()
                ? atHand.kept().reuse(database, wanted.profile(), () -> others.lone(database))
                : Optional.empty();
        Optional<CompletableFuture<BackendSession>> prepared =
                ahead.take(database).or(() -> atHand.take(database, wanted.shape(), others.opened(database)));
        return prepared.map(session -> session.exceptionallyCompose(failure -> login(server, database, wanted, reuse)))
                .orElseGet(() -> login(server, database, wanted, reuse))
                .exceptionallyCompose(failure -> whyGone(server, database, failure))
                .thenApply(backend -> {
                    if (lease.fresh()) {
                        atHand.ready().learn(wanted.profile());
                    }
                    return open.behind(
                            wanted.session(),
                            backend,
                            wanted.request().keyForClient(backend, server),
                            announcement::encode,
                            reuse);
                });
    }

    private Announcement announcement(Wanted wanted, Placed placed, String url) {
        return announcer.of(
                placed.lease(),
                url,
                wanted.client(),
                wanted.request().options().notice(),
                placed.server().instances().isPresent());
    }

    private CompletableFuture<OpenedSession> onServer(Placed placed, Wanted wanted) {
        Server server = placed.server();
        DatabaseName name = placed.lease().name();
        String url = wanted.request().urlOfServer(server, name, wanted.profile().place());
        Announcement announcement = announcement(wanted, placed, url);
        ReadySessions ready = server.atHand().onServers();
        boolean usual = wanted.request().isUsualOnServer();
        if (!usual) {
            ready.gone(name);
        } else if (placed.lease().fresh()) {
            ready.learn(wanted.profile());
        }
        Optional<CompletableFuture<BackendSession>> prepared =
                usual ? ready.take(name, wanted.client().loop(), wanted.profile()) : Optional.empty();
        return prepared.map(
                        session -> session.exceptionallyCompose(failure -> login.onServer(server, name, url, wanted)))
                .orElseGet(() -> login.onServer(server, name, url, wanted))
                .exceptionallyCompose(failure -> whyGone(server, name, failure))
                .thenApply(backend -> open.behind(
                        wanted.session(),
                        backend,
                        wanted.request().keyForClient(backend, server),
                        announcement::encode,
                        Optional.empty()));
    }

    private CompletableFuture<BackendSession> login(
            Server server, DatabaseName database, Wanted wanted, Optional<Reuse> reuse) {
        return server.atHand()
                .kept()
                .makingRoom(database, () -> login.asIssued(server, database, wanted, reuse.isPresent()));
    }

    /** Fails with the reason from the registry if the database was taken out of service since the hand-out. */
    private static CompletableFuture<BackendSession> whyGone(Server server, DatabaseName database, Throwable failure) {
        CompletableFuture<BackendSession> failed = CompletableFuture.failedFuture(failure);
        return ClientError.isOf(failure, MAYBE_GONE)
                ? server.databases().stillIn(database).thenCompose(there -> failed)
                : failed;
    }
}
