package org.dayfly.session;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.Databases;
import org.dayfly.server.create.Request;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.dayfly.session.ready.ReadySessions;
import org.dayfly.session.ready.StartupProfile;

/**
 * Opens sessions for authenticated clients: first the hand-out of the database, which a worker waits for, then the
 * login on the client's event loop.
 */
public final class SessionOpener {
    /** How a login fails if the database takes no sessions, its role is gone (see {@link RoleLogin}), or it is gone. */
    private static final Set<ErrorKind> MAYBE_GONE = Set.of(ErrorKind.NOT_READY, ErrorKind.REFUSED, ErrorKind.GONE);

    /** How many logins one session may try, if each time a reset replaces the database of the key. */
    private static final int OVERTAKEN_MOST = 5;

    private final Databases databases;
    private final OpenSessions open;
    private final ReadySessions ready;
    private final RoleLogin login;
    private final Announcer announcer;

    public SessionOpener(
            Databases databases, OpenSessions open, ReadySessions ready, RoleLogin login, Announcer announcer) {
        this.databases = databases;
        this.open = open;
        this.ready = ready;
        this.login = login;
        this.announcer = announcer;
    }

    /**
     * Opens the session that was asked for, except its pipe. The future completes on the client's event loop. If the
     * future fails, nothing is left behind; the failure is a {@link ClientError}, or an error that no client may see.
     */
    public CompletableFuture<Session> open(Client client, SessionRequest request) {
        Session session = open.enter(client, this::departed);
        CompletableFuture<Session> opened;
        try {
            opened = request.route().visit(new Opening(session, request));
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

    /** The way to a session, for each route. */
    private final class Opening implements Route.Visitor<CompletableFuture<Session>> {
        private final Session session;
        private final SessionRequest request;
        private final StartupProfile startupProfile;

        private Opening(Session session, SessionRequest request) {
            this.session = session;
            this.request = request;
            this.startupProfile = request.startupProfile(announcer.place(session.client()));
        }

        @Override
        public CompletableFuture<Session> fresh(Route.Fresh route) {
            return settled(route.source()).thenCompose(settled -> handedOut(databases.make(wanted(route.source()))));
        }

        @Override
        public CompletableFuture<Session> shared(Route.Shared route) {
            return settled(route.source())
                    .thenCompose(settled -> open.settled(route.key()))
                    .thenCompose(settled -> keyed(
                            route.key(), () -> databases.share(route.key(), wanted(route.source())), OVERTAKEN_MOST));
        }

        @Override
        public CompletableFuture<Session> reset(Route.Reset route) {
            return keyed(route.key(), () -> databases.reset(route.key(), wanted(Optional.empty())), OVERTAKEN_MOST);
        }

        /**
         * Opens a session on the database of a key. If a reset takes the database away before the login is over, the
         * session goes to the database that has the key then.
         */
        private CompletableFuture<Session> keyed(Key key, Supplier<CompletableFuture<Lease>> handOut, int tries) {
            CompletableFuture<Session> opened = handedOut(handOut.get());
            if (tries == 1) {
                return opened;
            }
            return opened.thenComposeAsync(this::unlessTakenAway, session.client()::onLoop)
                    .exceptionallyCompose(failure -> session.database().isPresent() && isGone(failure)
                            ? movedOut()
                                    .thenCompose(left ->
                                            keyed(key, () -> databases.share(key, wanted(Optional.empty())), tries - 1))
                            : CompletableFuture.failedFuture(failure));
        }

        /** Fails as a login would if the session is to end because its database is gone. */
        private CompletableFuture<Session> unlessTakenAway(Session opened) {
            return opened.isDoomed()
                    ? databases.stillIn(opened.database().orElseThrow()).thenApply(there -> opened)
                    : CompletableFuture.completedFuture(opened);
        }

        private CompletableFuture<?> movedOut() {
            return told(session, open.moveOut(session))
                    .toCompletableFuture()
                    .thenRunAsync(session::startOver, session.client()::onLoop);
        }

        private boolean isGone(Throwable failure) {
            boolean stays = session.client().channel().isActive();
            return stays && ClientError.isOf(failure, Set.of(ErrorKind.GONE));
        }

        /**
         * Waits for sessions that are ending: a client that closes a session and opens the next expects the first to be
         * over.
         */
        private CompletableFuture<Void> settled(Optional<Key> source) {
            return source.map(open::settled).orElseGet(() -> CompletableFuture.completedFuture(null));
        }

        private Request wanted(Optional<Key> source) {
            SessionOptions options = request.options();
            Client client = session.client();
            return new Request(
                    client.address(),
                    source,
                    options.ttl(),
                    options.idle(),
                    database -> ready.suits(database, client.loop(), startupProfile),
                    database -> ready.isOpen(database, client.loop(), startupProfile),
                    left());
        }

        /** Completes when the client has closed its connection. */
        private CompletableFuture<Void> left() {
            CompletableFuture<Void> left = new CompletableFuture<>();
            session.client().channel().closeFuture().addListener(closed -> left.complete(null));
            return left;
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
            return open.settled(route.database())
                    .thenCompose(settled -> handedOut(databases.join(route.database(), left())));
        }

        @Override
        public CompletableFuture<Session> maintenance(Route.Maintenance route) {
            return login.asMaintenance(
                            route.role(),
                            session.client(),
                            request.forServer(route.role(), Registry.DATABASE, Map.of()))
                    .thenApply(backend -> ready(backend, nothing -> {}));
        }

        private CompletableFuture<Session> handedOut(CompletableFuture<Lease> handedOut) {
            return handedOut
                    .thenApply(lease -> {
                        open.arrive(session, lease);
                        return lease;
                    })
                    .thenComposeAsync(this::behind, session.client()::onLoop);
        }

        private CompletableFuture<Session> behind(Lease lease) {
            Client client = session.client();
            DatabaseName database = lease.name();
            String url = login.url(database, startupProfile.place());
            Announcement announcement =
                    announcer.of(lease, url, client, request.options().notice());
            Optional<CompletableFuture<BackendSession>> prepared = ready.take(database, client.loop(), startupProfile);
            return prepared.map(login -> login.exceptionallyCompose(failure -> login(database, url)))
                    .orElseGet(() -> login(database, url))
                    .exceptionallyCompose(failure -> whyGone(database, failure))
                    .thenApply(backend -> {
                        if (lease.fresh()) {
                            ready.learn(startupProfile);
                        }
                        return ready(backend, announcement::encode);
                    });
        }

        /** Fails with the reason from the registry if the database was taken out of service since the hand-out. */
        private CompletableFuture<BackendSession> whyGone(DatabaseName database, Throwable failure) {
            CompletableFuture<BackendSession> failed = CompletableFuture.failedFuture(failure);
            return ClientError.isOf(failure, MAYBE_GONE)
                    ? databases.stillIn(database).thenCompose(there -> failed)
                    : failed;
        }

        private CompletableFuture<BackendSession> login(DatabaseName database, String url) {
            return login.asIssued(
                    database,
                    session.client(),
                    SessionRequest.startup(request.version(), startupProfile, database, url));
        }

        private Session ready(BackendSession backend, Consumer<ByteBuf> announcement) {
            session.behind(backend, announcement, session.database().map(databases::kept));
            open.reachable(session);
            return session;
        }
    }

    private CompletionStage<?> departed(Session session) {
        return told(session, open.leave(session));
    }

    /** Tells the registry when the last session here has left a database. */
    private CompletionStage<?> told(Session session, Optional<DatabaseSessions> last) {
        return last.flatMap(those -> session.database()
                        .map(database -> databases
                                .left(database, those.queried(), those.opened())
                                .whenComplete((told, failure) -> open.told(database, those))))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
