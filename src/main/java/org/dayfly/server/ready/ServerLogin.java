package org.dayfly.server.ready;

import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.BackendConnector;
import org.dayfly.backend.BackendCredentials;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.Rehearsal;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.Instances;
import org.dayfly.config.value.HostPort;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.SimpleQuery;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.server.registry.Credentials;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.warm.SessionWarmup;

/**
 * Opens sessions on one server: as the role of a database, whose password the registry's secret gives, or as a
 * maintenance role. Each method that opens a session fails as {@link BackendConnector#open} does.
 *
 * @param newest the newest protocol version that the server speaks
 */
public record ServerLogin(
        BackendConnector connector, Cluster cluster, Credentials credentials, ProtocolVersion newest) {
    /** The first major version that speaks protocol 3.2. */
    private static final int SPEAKS_3_2 = 18;

    /**
     * Opens a session as the role of a database. If the server speaks an older protocol version than the client, the
     * session still fits the client: its cancel key has a length that each version allows.
     *
     * @param mayBeKept whether the session may have another client later
     */
    public CompletableFuture<BackendSession> open(DatabaseName database, SessionShape shape, boolean mayBeKept) {
        StartupProfile profile = shape.profile();
        return connector.open(
                shape.loop(),
                cluster.address(),
                profile.startup(
                        spoken(shape.version()), database.value(), database.value(), url(database, profile.place())),
                as(database),
                mayBeKept ? Optional.of(SessionReset.LEARN) : Optional.empty());
    }

    /**
     * Opens a session as the role of a database before its client connects. The session speaks protocol 3.0, so that
     * clients of each version can use the session.
     */
    public CompletableFuture<BackendSession> openAhead(EventLoop loop, DatabaseName database, StartupProfile profile) {
        return connector.open(
                loop,
                cluster.address(),
                profile.startup(
                        ProtocolVersion.V3_0, database.value(), database.value(), url(database, profile.place())),
                as(database),
                Optional.of(Rehearsal.required(new SimpleQuery(SessionWarmup.SQL))));
    }

    /**
     * Opens a session on a whole server, which trusts dayfly.
     *
     * @param url the URL that the session tells
     */
    CompletableFuture<BackendSession> openAt(
            ReachedServer server, String role, String database, String url, SessionShape shape) {
        return connector.open(
                shape.loop(),
                server.address(),
                shape.profile().startup(spoken(shape.version(), newest(server.major())), role, database, url),
                new BackendCredentials(role, Optional.empty()));
    }

    /** The same before its client connects, as the administrator of a whole server. */
    CompletableFuture<BackendSession> openAheadAt(
            SocketAddress address, EventLoop loop, DatabaseName name, StartupProfile profile) {
        return connector.open(
                loop,
                address,
                profile.startup(
                        ProtocolVersion.V3_0,
                        Instances.ADMINISTRATOR,
                        Instances.DATABASE,
                        urlOfServer(name, profile.place())),
                new BackendCredentials(Instances.ADMINISTRATOR, Optional.empty()),
                Optional.of(Rehearsal.required(new SimpleQuery(SessionWarmup.SQL))));
    }

    /** Opens a session as a maintenance role. */
    public CompletableFuture<BackendSession> openAs(
            String role, Optional<Secret> password, EventLoop loop, StartupMessage startup) {
        return connector.open(
                loop,
                cluster.address(),
                new StartupMessage(spoken(startup.version()), startup.parameters()),
                new BackendCredentials(role, password));
    }

    /** Finds out whether the server listens. Fails as soon as the system knows that it does not. */
    public CompletableFuture<Void> reach(EventLoop loop) {
        return connector.reach(loop, cluster.address());
    }

    /**
     * Sends a cancel request for a session that another proxy has.
     *
     * @return completes, always normally, when the server has closed the connection or can no longer do so
     */
    public CompletableFuture<Void> cancel(EventLoop loop, CancelRequest request) {
        return connector.cancel(loop, cluster.address(), request);
    }

    private ProtocolVersion spoken(ProtocolVersion wanted) {
        return spoken(wanted, newest);
    }

    private static ProtocolVersion spoken(ProtocolVersion wanted, ProtocolVersion newest) {
        return wanted.compareTo(newest) > 0 ? newest : wanted;
    }

    /** The newest protocol version that a major version of PostgreSQL speaks. */
    public static ProtocolVersion newest(int major) {
        return major >= SPEAKS_3_2 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0;
    }

    private BackendCredentials as(DatabaseName database) {
        return new BackendCredentials(database.value(), Optional.of(credentials.password(database.value())));
    }

    /** The URL of a database, with the password, for clients that reach dayfly at this address. */
    public String url(DatabaseName database, HostPort place) {
        return url(database, database.value(), place);
    }

    /** The same of a whole server, with the database that each whole server has. */
    public String urlOfServer(DatabaseName name, HostPort place) {
        return url(name, Instances.DATABASE, place);
    }

    private String url(DatabaseName role, String database, HostPort place) {
        return "postgresql://" + role + ":" + credentials.password(role.value()).value() + "@" + place + "/" + database;
    }
}
