package org.dayfly.session;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendSession;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.FutureFailure;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.server.Server;
import org.dayfly.server.ready.InstanceLogin;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the connection of a session to its server, as the role that the session is for. */
public final class RoleLogin {
    private static final Logger log = LoggerFactory.getLogger(RoleLogin.class);

    private final MaintenanceRoles maintenance;

    public RoleLogin(MaintenanceRoles maintenance) {
        this.maintenance = maintenance;
    }

    /**
     * Logs in as the role of a database, which has the name of the database.
     *
     * @param mayBeKept whether the session may have another client later
     */
    CompletableFuture<BackendSession> asIssued(Server server, DatabaseName database, Wanted wanted, boolean mayBeKept) {
        Client client = wanted.client();
        return forClient(server, client, server.login().open(database, wanted.shape(), mayBeKept));
    }

    /**
     * Logs in on a whole server.
     *
     * @param name the name of the whole server
     * @param url the URL that the session tells
     */
    CompletableFuture<BackendSession> onServer(Server server, DatabaseName name, String url, Wanted wanted) {
        InstanceLogin instances = server.instances().orElseThrow(RoleLogin::noServers);
        CompletableFuture<BackendSession> login = instances.open(
                name, wanted.request().roleOnServer(), wanted.request().databaseOfServer(), url, wanted.shape());
        // The role is the client's own, so the client reads why PostgreSQL refuses it.
        return canceledWith(wanted.client(), login)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(ClientError.in(failure)
                        .<Throwable>map(refusal -> refusal)
                        .orElseGet(() -> forClient(server, wanted.client(), failure))));
    }

    /** The error for a role of a whole server that is gone since the role has shown its password. */
    static ClientError noServer(Key key) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, "key \"" + key + "\" has no whole server")
                .withHint("connect as \"server." + key + "\" to create it");
    }

    /** The error for a client that asks for a whole server where dayfly cannot start one. */
    static ClientError noServers() {
        return ClientError.of(SqlState.FEATURE_NOT_SUPPORTED, "this dayfly does not run whole servers")
                .withHint("only a dayfly that runs PostgreSQL itself does; connect as \"new.KEY\" for a database");
    }

    /** Logs in as a maintenance role, with the password that the client has just proven to know. */
    CompletableFuture<BackendSession> asMaintenance(Server server, String role, Client client, StartupMessage startup) {
        return forClient(
                server, client, server.login().openAs(role, maintenance.password(role), client.loop(), startup));
    }

    /** Turns every failure that can be expected from a server into a {@link ClientError}. */
    private static CompletableFuture<BackendSession> forClient(
            Server server, Client client, CompletableFuture<BackendSession> login) {
        return canceledWith(client, login)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(forClient(server, client, failure)));
    }

    private static CompletableFuture<BackendSession> canceledWith(
            Client client, CompletableFuture<BackendSession> login) {
        client.channel().closeFuture().addListener(closed -> login.cancel(false));
        return login;
    }

    private static Throwable forClient(Server server, Client client, Throwable failure) {
        Throwable cause = FutureFailure.cause(failure);
        if (cause instanceof ClientError refusal && refusal.kind() != ErrorKind.REFUSED) {
            return refusal;
        }
        if (cause instanceof IOException) {
            return ClientError.of(SqlState.CANNOT_CONNECT_NOW, "the database server cannot be reached")
                    .withHint("try again in a moment")
                    .causedBy(cause);
        }
        if (cause instanceof RuntimeException && !client.channel().isActive()) {
            return cause;
        }
        log.atWarn()
                .addKeyValue("connection", client.id())
                .log("{} refused the login of an issued role: {}", server.name(), cause.getMessage());
        return ClientError.of(SqlState.SYSTEM_ERROR, "the database server refused the login of your role")
                .ofKind(ErrorKind.REFUSED)
                .withHint("the log of dayfly says why; connect as \"new\" if you changed the role's password")
                .causedBy(cause);
    }
}
