package org.dayfly.session;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendConnector;
import org.dayfly.backend.BackendCredentials;
import org.dayfly.backend.BackendSession;
import org.dayfly.cluster.Cluster;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.SimpleQuery;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.server.registry.Credentials;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.warm.SessionWarmup;

/** Logs in as the roles that databases are issued with. The installation derives the passwords of these roles. */
public record IssuedLogin(BackendConnector connector, Cluster cluster, Credentials credentials) {
    /** Opens a connection. Fails as {@link BackendConnector#open} does. */
    CompletableFuture<BackendSession> open(EventLoop loop, DatabaseName database, StartupMessage startup) {
        return connector.open(loop, cluster.address(), startup, as(database.value()));
    }

    /** Opens a connection ahead of its client. Fails as {@link BackendConnector#open} does. */
    CompletableFuture<BackendSession> openAhead(EventLoop loop, DatabaseName database, StartupMessage startup) {
        return connector.open(
                loop,
                cluster.address(),
                startup,
                as(database.value()),
                Optional.of(new SimpleQuery(SessionWarmup.SQL)));
    }

    private BackendCredentials as(String role) {
        return new BackendCredentials(role, Optional.of(credentials.password(role)));
    }

    /** The URL of a database, with the password, for clients that reach dayfly at this address. */
    String url(DatabaseName database, HostPort place) {
        return "postgresql://" + database + ":"
                + credentials.password(database.value()).value() + "@" + place + "/" + database;
    }
}
