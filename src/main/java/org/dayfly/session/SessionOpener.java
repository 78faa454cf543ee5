package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.database.DatabaseName;
import org.dayfly.database.Databases;
import org.dayfly.database.Lease;
import org.dayfly.database.Registry;
import org.dayfly.database.Request;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a client that has proven who it is to its database: the hand-out on a worker, then the login on the client's
 * event loop.
 */
public final class SessionOpener {
    private static final Logger log = LoggerFactory.getLogger(SessionOpener.class);

    private final Databases databases;
    private final OpenSessions open;
    private final RoleLogin login;
    private final Announcer announcer;
    private final Executor workers;

    public SessionOpener(
            Databases databases, OpenSessions open, RoleLogin login, Announcer announcer, Executor workers) {
        this.databases = databases;
        this.open = open;
        this.login = login;
        this.announcer = announcer;
        this.workers = workers;
    }

    /**
     * Opens the session that was asked for, all but its pipe. The future completes on the client's event loop; if it
     * fails, with a {@link ClientError} or something that no client may see, nothing is left behind.
     */
    public CompletableFuture<Session> open(Client client, SessionRequest request) {
        Session session = open.enter(client, this::departed);
        CompletableFuture<Session> opened;
        try {
            opened = request.route().visit(new Opening(session, request));
        } catch (ClientError refused) {
            opened = CompletableFuture.failedFuture(refused);
        } catch (RejectedExecutionException busy) {
            opened = CompletableFuture.failedFuture(
                    ClientError.of(SqlState.TOO_MANY_CONNECTIONS, "too many clients wait for a database already")
                            .withHint("try again in a moment"));
        }
        return opened.whenCompleteAsync(
                (ready, failure) -> {
                    if (failure != null) {
                        session.abandon();
                    }
                },
                client.loop());
    }

    /** Each route's way to a session. */
    private final class Opening implements Route.Visitor<CompletableFuture<Session>> {
        private final Session session;
        private final SessionRequest request;

        private Opening(Session session, SessionRequest request) {
            this.session = session;
            this.request = request;
        }

        @Override
        public CompletableFuture<Session> fresh(Route.Fresh route) {
            SessionOptions options = request.options();
            Request terms = new Request(session.client().address(), options.ttl(), options.idle());
            return handedOut(() -> databases.make(terms));
        }

        @Override
        public CompletableFuture<Session> known(Route.Known route) {
            String own = route.database().value();
            if (!request.database().equals(own)) {
                throw ClientError.of(
                                SqlState.INSUFFICIENT_PRIVILEGE,
                                "permission denied for database \"" + request.readableDatabase() + "\"")
                        .withDetail("User does not have CONNECT privilege.")
                        .withHint("the database of this role is \"" + own + "\"");
            }
            return handedOut(() -> databases.join(route.database()));
        }

        @Override
        public CompletableFuture<Session> maintenance(Route.Maintenance route) {
            return login.asMaintenance(
                            route.role(),
                            session.client(),
                            request.forServer(route.role(), Registry.DATABASE, Map.of()))
                    .thenApply(backend -> ready(backend, nothing -> {}));
        }

        private CompletableFuture<Session> handedOut(Supplier<Lease> handOut) {
            return CompletableFuture.supplyAsync(
                            () -> {
                                Lease lease = handOut.get();
                                open.arrive(session, lease.name());
                                return lease;
                            },
                            workers)
                    .thenComposeAsync(this::behind, session.client().loop());
        }

        private CompletableFuture<Session> behind(Lease lease) {
            Client client = session.client();
            String name = lease.name().value();
            Announcement announcement =
                    announcer.of(lease, client, request.options().notice());
            return login.asIssued(
                            name, client, request.forServer(name, name, Map.of(Announcement.URL, announcement.url())))
                    .thenApply(backend -> ready(backend, announcement::encode));
        }

        private Session ready(BackendSession backend, Consumer<ByteBuf> announcement) {
            session.behind(backend, announcement);
            open.reachable(session);
            return session;
        }
    }

    /** When the last session has left a database here, the registry hears of it. */
    private void departed(Session session) {
        open.leave(session)
                .ifPresent(those -> session.database().ifPresent(database -> {
                    try {
                        workers.execute(() -> rest(database, those));
                    } catch (RejectedExecutionException busy) {
                        log.debug("{}: the reaper will find out by itself that nobody is there", database, busy);
                    }
                }));
    }

    private void rest(DatabaseName database, Visitors those) {
        try {
            if (those.queried() || !databases.dropIfUnused(database, those.opened())) {
                databases.rest(database, Duration.ZERO);
            }
        } catch (ClientError unreachable) {
            log.debug("{}: the reaper will find out by itself that nobody is there", database, unreachable);
        }
    }
}
