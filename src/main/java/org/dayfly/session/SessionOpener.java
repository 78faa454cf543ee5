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
 * Brings a client that has proven who it is to its database: the hand-out, which a worker waits for, then the login on
 * the client's event loop.
 */
public final class SessionOpener {
    /**
     * What a login ends with on a database that nobody is let in to, or whose role or itself is gone:
     * object_not_in_prerequisite_state, system_error (see {@link RoleLogin}), invalid_catalog_name.
     */
    private static final Set<String> GONE = Set.of("55000", "58000", "3D000");

    /** How often a login is begun again on a database that a reset put in the place of another. */
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
     * Opens the session that was asked for, all but its pipe. The future completes on the client's event loop; if it
     * fails, with a {@link ClientError} or something that no client may see, nothing is left behind.
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

    /** Each route's way to a session. */
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
         * A reset may take the database away before the login on it is over: the one that has the key then is as good.
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
            return ClientError.isIn(failure, Set.of(SqlState.INVALID_CATALOG_NAME.code()))
                    && session.client().channel().isActive();
        }

        /** Who closes a session and opens the next means the one to be over. */
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

        /** What was taken out of service since it was handed out: the registry knows why. */
        private CompletableFuture<BackendSession> whyGone(DatabaseName database, Throwable failure) {
            CompletableFuture<BackendSession> failed = CompletableFuture.failedFuture(failure);
            return ClientError.isIn(failure, GONE) ? databases.stillIn(database).thenCompose(there -> failed) : failed;
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

    /** When the last session has left a database here, the registry hears of it. */
    private CompletionStage<?> told(Session session, Optional<DatabaseSessions> last) {
        return last.flatMap(those -> session.database()
                        .map(database -> databases
                                .left(database, those.queried(), those.opened())
                                .whenComplete((told, failure) -> open.told(database, those))))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
