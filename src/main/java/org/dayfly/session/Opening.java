package org.dayfly.session;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dayfly.placement.Placed;
import org.dayfly.placement.Placement;
import org.dayfly.placement.ServerWish;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.server.Server;
import org.dayfly.server.create.Request;
import org.dayfly.server.ready.LoginAhead;
import org.dayfly.server.ready.ReadySessions;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.session.request.Route;
import org.dayfly.session.request.SessionOptions;

/**
 * Opens one session: first a thread of one of the servers hands out the database, then the client's event loop logs in.
 */
final class Opening {
    /** How many logins one session may try, if each time the database is taken out of service. */
    private static final int OVERTAKEN_MOST = 5;

    private final Placement placement;
    private final OpenSessions open;
    private final SessionLogin login;
    private final Wanted wanted;
    private final LoginAhead ahead;

    Opening(Placement placement, OpenSessions open, SessionLogin login, Wanted wanted) {
        this.placement = placement;
        this.open = open;
        this.login = login;
        this.wanted = wanted;
        this.ahead = new LoginAhead(wanted.client().loop());
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

    CompletableFuture<OpenedSession> wholeServer(Route.WholeServer route) {
        Supplier<CompletableFuture<Placed>> handOut = () -> route.key()
                .map(this::sharedServer)
                .orElseGet(() -> placement.fresh(
                        Optional.empty(),
                        wish().ofWholeServer(),
                        server -> server.databases().make(serverRequest(server))));
        return unlessGone(handOut.get(), handOut, OVERTAKEN_MOST);
    }

    private Request serverRequest(Server server) {
        if (server.instances().isEmpty()) {
            throw RoleLogin.noServers();
        }
        return request(server, version(), server.atHand().onServers()).of(LeaseKind.SERVER);
    }

    /** The major version that the client asks for. */
    private Optional<Key> version() {
        OptionalInt version = wish().version();
        return version.isPresent() ? Optional.of(new Key(String.valueOf(version.getAsInt()))) : Optional.empty();
    }

    CompletableFuture<OpenedSession> reset(Route.Reset route) {
        Key key = route.key();
        return unlessGone(
                placement.reset(
                        key, wish().ofEither(), server -> server.databases().reset(key, request(server, version()))),
                () -> isOnServer() ? sharedServer(key) : shared(key),
                OVERTAKEN_MOST);
    }

    private boolean isOnServer() {
        return wanted.session()
                .database()
                .filter(its -> its.kind() == LeaseKind.SERVER)
                .isPresent();
    }

    CompletableFuture<OpenedSession> known(Route.Known route) {
        DatabaseName database = route.database();
        return handedOut(placement.known(database, server -> {
            Request request = request(server, Optional.empty());
            if (server.sessions().stayOn(database)) {
                loginAhead(server, database);
            }
            return server.sessions()
                    .settled(database)
                    .thenCompose(settled -> server.databases().join(database, request));
        }));
    }

    CompletableFuture<OpenedSession> role(Route.Role route) {
        return handedOut(placement
                .ofKey(route.key())
                .thenCompose(server -> server.databases()
                        .serverOf(route.key())
                        .thenCompose(name -> name.map(its -> server.databases()
                                        .join(
                                                its,
                                                request(server, Optional.empty())
                                                        .onAnyTerms()))
                                .orElseGet(() -> CompletableFuture.failedFuture(RoleLogin.noServer(route.key()))))
                        .thenApply(lease -> new Placed(server, lease))));
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
        return shared(key, wish(), server -> request(server, Optional.empty()));
    }

    private CompletableFuture<Placed> sharedServer(Key key) {
        return shared(key, wish().ofWholeServer(), this::serverRequest);
    }

    private CompletableFuture<Placed> shared(Key key, ServerWish wish, Function<Server, Request> request) {
        return placement.keyed(
                key,
                Optional.empty(),
                wish,
                server -> server.sessions()
                        .settled(key)
                        .thenCompose(settled -> server.databases().share(key, request.apply(server))));
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
        return request(server, source, server.atHand().ready());
    }

    private Request request(Server server, Optional<Key> source, ReadySessions ready) {
        SessionOptions options = wanted.request().options();
        Client client = wanted.client();
        client.waitsFor(server.databases()::makesLargeCopy);
        return new Request(
                LeaseKind.DATABASE,
                client.address(),
                source,
                options.terms(),
                database -> ready.suits(database, client.loop(), wanted.profile()),
                database -> ready.isOpen(database, client.loop(), wanted.profile()),
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
                    open.events()
                            .handedOut(
                                    wanted.client(),
                                    placed,
                                    wanted.session().traffic().age());
                    return placed;
                })
                .thenComposeAsync(placed -> login.behind(placed, wanted, ahead), wanted.client()::onLoop);
    }
}
