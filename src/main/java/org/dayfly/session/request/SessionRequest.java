package org.dayfly.session.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import org.dayfly.backend.BackendSession;
import org.dayfly.cluster.Instances;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.BooleanText;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.Server;
import org.dayfly.server.ready.StartupProfile;
import org.dayfly.server.registry.DatabaseName;

/**
 * What a client asks for in its startup message.
 *
 * @param route which database the session is for
 * @param version the protocol version of the session
 * @param options the options for dayfly, and the parameters for the server
 */
public record SessionRequest(Route route, ProtocolVersion version, SessionOptions options) {
    /**
     * Reads a startup message.
     *
     * @param version as negotiated with the client
     * @throws ClientError 28000, 22023 or 0A000 if the client asks for something that it may not have
     */
    public static SessionRequest of(StartupMessage message, ProtocolVersion version, SessionRules rules) {
        boolean replicates = replicates(message.parameters());
        Route route = Route.of(message.parameters(), rules.maintenanceRoles());
        // Only the registry knows yet what an issued role is for.
        if (replicates
                && !(route instanceof Route.WholeServer
                        || route instanceof Route.Role
                        || route instanceof Route.Known)) {
            throw noReplication();
        }
        return new SessionRequest(route, version, SessionOptions.take(message.parameters(), rules.life()));
    }

    private static boolean replicates(StartupParameters parameters) {
        String value = parameters.get(StartupParameters.REPLICATION).orElse("false");
        return value.equals("database")
                || BooleanText.parse(value)
                        .orElseThrow(() -> ClientError.of(
                                        SqlState.INVALID_PARAMETER_VALUE,
                                        "invalid value for parameter \"replication\": \""
                                                + StartupParameters.readable(value) + "\"")
                                .withHint("dayfly accepts \"false\", and \"true\" and \"database\" on a whole server"));
    }

    /** The error for a client that wants to replicate a database. */
    private static ClientError noReplication() {
        return ClientError.of(SqlState.FEATURE_NOT_SUPPORTED, "dayfly offers no replication connections to a database")
                .withHint("leave out the startup parameter \"replication\", or connect as \"server.KEY\" for a whole"
                        + " PostgreSQL server");
    }

    /**
     * Refuses what a session on a database cannot have: another database than that of an issued role, or replication.
     *
     * @throws ClientError 42501 or 0A000
     */
    public void refuseOther(DatabaseName own) {
        if (route instanceof Route.Known && !database().equals(own.value())) {
            throw ClientError.of(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "permission denied for database \"" + readableDatabase() + "\"")
                    .withDetail("User does not have CONNECT privilege.")
                    .withHint("the database of this role is \"" + own + "\"");
        }
        if (replicates(options.forServer())) {
            throw noReplication();
        }
    }

    /** Whether the session can be one that was opened ahead on a whole server. */
    public boolean isUsualOnServer() {
        return !(route instanceof Route.Role) && databaseOfServer().equals(Instances.DATABASE);
    }

    /** The role on a whole server. */
    public String roleOnServer() {
        return route instanceof Route.Role own ? own.role() : Instances.ADMINISTRATOR;
    }

    /** The URL of a whole server, for this client: only an administrator gets a password. */
    public String urlOfServer(Server server, DatabaseName name, HostPort place) {
        return route instanceof Route.Role
                ? "postgresql://" + URLEncoder.encode(user(), UTF_8).replace("+", "%20") + "@" + place + "/"
                        + Instances.DATABASE
                : server.login().urlOfServer(name, place);
    }

    /** The database on a whole server; each whole server has the one for a client that names none, or its user name. */
    public String databaseOfServer() {
        return database().equals(user()) ? Instances.DATABASE : database();
    }

    private String user() {
        return options.forServer().get(StartupParameters.USER).orElseThrow();
    }

    /** The database that the client names. A client that names none means the user name, as in PostgreSQL. */
    String database() {
        return options.forServer()
                .get(StartupParameters.DATABASE)
                .filter(name -> !name.isEmpty())
                .orElse(user());
    }

    String readableDatabase() {
        return StartupParameters.readable(database());
    }

    /** The startup message for a server: as a role, on a database. */
    public StartupMessage forServer(String role, String database) {
        Map<String, String> parameters = options.forServer().toMap();
        parameters.put(StartupParameters.USER, role);
        parameters.put(StartupParameters.DATABASE, database);
        return new StartupMessage(version, StartupParameters.of(parameters));
    }

    /** What the client needs to cancel the queries of its session on this server; empty if the server gave no key. */
    public Optional<BackendKeyData> keyForClient(BackendSession backend, Server server) {
        return backend.key().map(key -> key.forClient(version, server.tag().value()));
    }

    /**
     * How the client starts its sessions, apart from the database.
     *
     * @param place the address in the URL that the client is told
     */
    public StartupProfile startupProfile(HostPort place) {
        Map<String, String> parameters = options.forServer().toMap();
        parameters.remove(StartupParameters.USER);
        parameters.remove(StartupParameters.DATABASE);
        return new StartupProfile(StartupParameters.of(parameters), place);
    }
}
