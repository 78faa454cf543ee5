package org.dayfly.session;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dayfly.backend.BackendSession;
import org.dayfly.placement.Placed;
import org.dayfly.placement.Placement;
import org.dayfly.placement.ServerWish;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.Server;
import org.dayfly.server.create.Request;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.live.ServerSessions;
import org.dayfly.server.ready.LoginAhead;
import org.dayfly.server.ready.Reuse;
import org.dayfly.server.ready.SessionShape;
import org.dayfly.server.ready.SessionsAtHand;
import org.dayfly.server.ready.StartupProfile;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * Opens one session: first a thread of one of the servers hands out the database, then the client's event loop logs in.
 */
final class Opening {
    /** The failures of a login if the database takes no sessions, or if it or its role ({@link RoleLogin}) is gone. */
    private static final Set<ErrorKind> MAYBE_GONE = Set.of(ErrorKind.NOT_READY, ErrorKind.REFUSED, ErrorKind.GONE);

    /** How many logins one session may try, if each time the database is taken out of service. */
    private static final int OVERTAKEN_MOST = 5;

    private final Placement placement;
    private final OpenSessions open;
    private final RoleLogin login;
    private final Announcer announcer;
    private final Wanted wanted;
    private final LoginAhead ahead;

    Opening(Placement placement, OpenSessions open, RoleLogin login, Announcer announcer, Wanted wanted) {
        this.placement = placement;
        this.open = open;
        this.login = login;
        this.announcer = announcer;
        this.wanted = wanted;
        this.ahead = new LoginAhead(wanted.client().loop());
    }

    /** The session to open, and how its client wants it. */
    record Wanted(Session session, SessionRequest request, StartupProfile profile) {
        Client client() {
            return session.client();
        }

        SessionShape shape() {
            return new SessionShape(client().loop(), request.version(), profile);
        }
    }

    CompletableFuture<OpenedSession> fresh(Route.Fresh route) {
        Optional<Key> source = route.source();
        Supplier<CompletableFuture<Placed>> handOut = () -> placement.fresh(
                source,
                wish(),
                server -> rested(server, source)
                        .thenCompose(settled -> server.databases().make(request(server, source))));
        return unlessGone(handOut.get(), handOut, OVERTAKEN_MOST);
    }

    CompletableFuture<OpenedSession> shared(Route.Shared route) {
        Key key = route.key();
        Optional<Key> source = route.source();
        return unlessGone(
                placement.keyed(key, source, wish(), server -> {
                    server.sessions().stayOn(key).ifPresent(database -> loginAhead(server, database));
                    return rested(server, source)
                            .thenCompose(settled -> server.sessions().settled(key))
                            .thenCompose(settled -> server.databases().share(key, request(server, source)));
                }),
                () -> shared(key),
                OVERTAKEN_MOST);
    }

    CompletableFuture<OpenedSession> reset(Route.Reset route) {
        Key key = route.key();
        return unlessGone(
                placement.reset(
                        key, wish(), server -> server.databases().reset(key, request(server, Optional.empty()))),
                () -> shared(key),
                OVERTAKEN_MOST);
    }

    CompletableFuture<OpenedSession> known(Route.Known route) {
        DatabaseName database = route.database();
        return handedOut(placement.known(database, server -> {
            wanted.client().waitsFor(server.databases()::makesLargeCopy);
            if (server.sessions().stayOn(database)) {
                loginAhead(server, database);
            }
            return server.sessions()
                    .settled(database)
                    .thenCompose(settled ->
                            server.databases().join(database, wanted.client().left()));
        }));
    }

    /**
     * Opens a session on a database. If the database is taken out of service before the login is over, the session goes
     * to another one: a reset replaced it, or another proxy dropped a warm database of this proxy, because a crash of
     * the server had ended the connection that told that this proxy lives.
     *
     * @param again hands out another database
     */
    private CompletableFuture<OpenedSession> unlessGone(
            CompletableFuture<Placed> placed, Supplier<CompletableFuture<Placed>> again, int tries) {
        CompletableFuture<OpenedSession> opened = handedOut(placed);
        if (tries == 1) {
            return opened;
        }
        return opened.thenComposeAsync(this::unlessTakenAway, wanted.client()::onLoop)
                .exceptionallyCompose(failure -> isGone(failure)
                        ? movedOut().thenCompose(left -> unlessGone(again.get(), again, tries - 1))
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Placed> shared(Key key) {
        return placement.keyed(
                key,
                Optional.empty(),
                wish(),
                server -> server.databases().share(key, request(server, Optional.empty())));
    }

    /** Fails as a login would if the session is to end because its database is gone, as far as dayfly knows by now. */
    private CompletableFuture<OpenedSession> unlessTakenAway(OpenedSession opened) {
        Session session = opened.session();
        if (opened.kept().isCompletedExceptionally()) {
            return opened.kept().thenApply(never -> opened);
        }
        return session.doom().isPresent()
                ? session.database().orElseThrow().stillIn().thenApply(there -> opened)
                : CompletableFuture.completedFuture(opened);
    }

    private CompletableFuture<?> movedOut() {
        return open.moveOut(wanted.session())
                .toCompletableFuture()
                .thenRunAsync(wanted.session()::startOver, wanted.client()::onLoop);
    }

    private boolean isGone(Throwable failure) {
        return wanted.session().database().isPresent()
                && ClientError.isOf(failure, Set.of(ErrorKind.GONE))
                && wanted.client().channel().isActive();
    }

    /**
     * Waits for sessions on a source that are ending: a client that closes a session and then makes a copy expects the
     * content at the end of that session.
     */
    private static CompletableFuture<Void> rested(Server server, Optional<Key> source) {
        return source.map(server.sessions()::rested).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Begins to log in on a database that the client will join, if all is as it was a moment ago. */
    private void loginAhead(Server server, DatabaseName database) {
        ahead.begin(database, () -> server.atHand().begin(database, wanted.shape()));
    }

    private Request request(Server server, Optional<Key> source) {
        SessionOptions options = wanted.request().options();
        Client client = wanted.client();
        client.waitsFor(server.databases()::makesLargeCopy);
        return new Request(
                client.address(),
                source,
                options.ttl(),
                options.idle(),
                database -> server.atHand().ready().suits(database, client.loop(), wanted.profile()),
                database -> server.atHand().ready().isOpen(database, client.loop(), wanted.profile()),
                wanted.client().left());
    }

    private ServerWish wish() {
        return wanted.request().options().wish();
    }

    private CompletableFuture<OpenedSession> handedOut(CompletableFuture<Placed> handedOut) {
        return handedOut
                .whenComplete((placed, failure) -> {
                    if (failure != null) {
                        ahead.giveUp();
                    }
                })
                .thenApply(placed -> {
                    wanted.session().arrive(placed.server(), placed.lease());
                    return placed;
                })
                .thenComposeAsync(this::behind, wanted.client()::onLoop);
    }

    private CompletableFuture<OpenedSession> behind(Placed placed) {
        Server server = placed.server();
        Lease lease = placed.lease();
        Client client = wanted.client();
        DatabaseName database = lease.name();
        Announcement announcement = announcer.of(
                lease,
                server.login().url(database, wanted.profile().place()),
                client,
                wanted.request().options().notice());
        SessionsAtHand atHand = server.atHand();
        ServerSessions others = server.sessions();
        Optional<Reuse> reuse = lease.isShared()
                ? atHand.kept().reuse(database, wanted.profile(), () -> others.lone(database))
                : Optional.empty();
        Optional<CompletableFuture<BackendSession>> prepared =
                ahead.take(database).or(() -> atHand.take(database, wanted.shape(), others.opened(database)));
        return prepared.map(session -> session.exceptionallyCompose(failure -> login(server, database, reuse)))
                .orElseGet(() -> login(server, database, reuse))
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

    private CompletableFuture<BackendSession> login(Server server, DatabaseName database, Optional<Reuse> reuse) {
        return server.atHand()
                .kept()
                .makingRoom(database, () -> login.asIssued(server, database, wanted, reuse.isPresent()));
    }

    /** Fails with the reason from the registry if the database was taken out of service since the hand-out. */
    private CompletableFuture<BackendSession> whyGone(Server server, DatabaseName database, Throwable failure) {
        CompletableFuture<BackendSession> failed = CompletableFuture.failedFuture(failure);
        return ClientError.isOf(failure, MAYBE_GONE)
                ? server.databases().stillIn(database).thenCompose(there -> failed)
                : failed;
    }
}
