package org.dayfly.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.placement.Lookout;
import org.dayfly.placement.Placement;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.Server;
import org.dayfly.server.ready.StartupProfile;
import org.dayfly.server.registry.Registry;
import org.dayfly.session.request.Route;
import org.dayfly.session.request.SessionRequest;

/**
 * Opens sessions for authenticated clients: checks what the client may ask for, and leaves the rest to {@link Opening}.
 * Safe for use by any thread.
 */
public final class SessionOpener {
    private final Placement placement;
    private final OpenSessions open;
    private final RoleLogin login;
    private final Announcer announcer;
    private final Lookout lookout;

    /** @param lookout tells health checks whether servers take new databases */
    public SessionOpener(
            Placement placement, OpenSessions open, RoleLogin login, Announcer announcer, Lookout lookout) {
        this.placement = placement;
        this.open = open;
        this.login = login;
        this.announcer = announcer;
        this.lookout = lookout;
    }

    /**
     * Opens the session that was asked for, except its pipe. The future completes on the client's event loop. If the
     * future fails, nothing is left behind; the failure is a {@link ClientError}, or an error that no client may see.
     */
    public CompletableFuture<OpenedSession> open(Client client, SessionRequest request) {
        Session session = open.enter(client);
        CompletableFuture<OpenedSession> opened;
        try {
            opened = request.route().visit(new Destination(session, request));
        } catch (RuntimeException refused) {
            opened = CompletableFuture.failedFuture(refused);
        }
        return opened.whenCompleteAsync(
                (ready, failure) -> {
                    if (failure != null) {
                        session.abandon();
                    }
                },
                client.loop());
    }

    /** Opens the session of each route. */
    private final class Destination implements Route.Visitor<CompletableFuture<OpenedSession>> {
        private final Session session;
        private final SessionRequest request;
        private final StartupProfile startupProfile;

        private Destination(Session session, SessionRequest request) {
            this.session = session;
            this.request = request;
            this.startupProfile = request.startupProfile(announcer.place(session.client()));
        }

        @Override
        public CompletableFuture<OpenedSession> fresh(Route.Fresh route) {
            return opening().fresh(route);
        }

        @Override
        public CompletableFuture<OpenedSession> shared(Route.Shared route) {
            return opening().shared(route);
        }

        @Override
        public CompletableFuture<OpenedSession> reset(Route.Reset route) {
            return opening().reset(route);
        }

        @Override
        public CompletableFuture<OpenedSession> wholeServer(Route.WholeServer route) {
            return opening().wholeServer(route);
        }

        @Override
        public CompletableFuture<OpenedSession> known(Route.Known route) {
            return opening().known(route);
        }

        @Override
        public CompletableFuture<OpenedSession> role(Route.Role route) {
            return opening().role(route);
        }

        @Override
        public CompletableFuture<OpenedSession> maintenance(Route.Maintenance route) {
            Server server = placement.ofRegistry();
            return login.asMaintenance(
                            server, route.role(), session.client(), request.forServer(route.role(), Registry.DATABASE))
                    .thenApply(backend -> open.behind(
                            session, backend, request.keyForClient(backend, server), nothing -> {}, Optional.empty()));
        }

        @Override
        public CompletableFuture<OpenedSession> health(Route.Health route) {
            return lookout.ready().thenApply(ready -> {
                throw ready > 0 ? HealthCheck.passed() : HealthCheck.failed();
            });
        }

        private Opening opening() {
            return new Opening(
                    placement,
                    open,
                    new SessionLogin(open, login, announcer),
                    new Wanted(session, request, startupProfile));
        }
    }
}
