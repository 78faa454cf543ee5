package org.dayfly.server.content;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.Times;

/**
 * The last statement of a client's session. Clients have written the texts.
 *
 * @param process the process id of the session
 * @param application the application_name; empty: none
 * @param state active, idle, idle in transaction and so on, as PostgreSQL calls it; waiting: the session waits for a
 *     lock
 * @param since how long the session has been in this state
 * @param statement the statement that runs, or ran last; at most track_activity_query_size bytes of it; empty: none
 */
public record SessionStatement(
        int process, String role, String application, String state, Optional<Duration> since, String statement) {
    static SessionStatement of(ResultSet row) throws SQLException {
        return new SessionStatement(
                row.getInt("pid"),
                row.getString("role"),
                row.getString("application"),
                row.getString("state"),
                Times.seconds(row, "since"),
                row.getString("statement"));
    }
}
