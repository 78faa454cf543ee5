package org.dayfly.server.ready;

import java.util.Map;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;

/**
 * How a client starts its sessions, apart from the database. Clients with equal profiles are served by sessions that
 * were started in the same way.
 *
 * @param parameters that the client sends to PostgreSQL, without user and database
 * @param place the address in the URL that the client is told; a setting of its session has that URL
 */
public record StartupProfile(StartupParameters parameters, HostPort place) {
    /** The parameter with the database's URL. Also a setting of the session, so that {@code SHOW} shows it. */
    public static final String URL = "dayfly.url";

    /** The startup message for a role and a database. The client's own settings win. */
    StartupMessage startup(ProtocolVersion version, String role, String database, String url) {
        Map<String, String> message = parameters.toMap();
        message.put(StartupParameters.USER, role);
        message.put(StartupParameters.DATABASE, database);
        message.put(
                StartupParameters.OPTIONS,
                "-c " + URL + "=" + url + " " + message.getOrDefault(StartupParameters.OPTIONS, ""));
        return new StartupMessage(version, StartupParameters.of(message));
    }
}
