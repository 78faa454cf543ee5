package org.dayfly.session;

import java.util.Map;
import org.dayfly.config.HostPort;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;

/**
 * How a client comes, but for the database that it gets: two with the same habit are served by sessions that were started in
 * the very same way.
 *
 * @param parameters what it sends to PostgreSQL, without user and database
 * @param place what it is told to come back to, which is part of a setting of its session
 */
record Habit(StartupParameters parameters, HostPort place) {
    static Habit of(SessionRequest request, HostPort place) {
        Map<String, String> parameters = request.options().forServer().toMap();
        parameters.remove(StartupParameters.USER);
        parameters.remove(StartupParameters.DATABASE);
        return new Habit(StartupParameters.of(parameters), place);
    }

    /** The startup message for a database and its role of the same name. */
    StartupMessage startup(ProtocolVersion version, String database, String url) {
        return new StartupMessage(
                version,
                SessionRequest.parameters(parameters.toMap(), database, database, Map.of(Announcement.URL, url)));
    }
}
