package org.dayfly.server.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;

/**
 * Opens sessions that look at a database of a client.
 *
 * <p>The session has the rights of the database's own role. Plans of a table's queries evaluate functions in indexes,
 * and a tenant has written the functions. With more rights, the functions would have more rights.
 *
 * <p>The session changes nothing, and waits for locks and for answers for a short time only. It has the mark of a
 * session that waits for its next client, so it is no use of the database, no session of a client, and does not delay
 * a snapshot: dayfly ends such sessions at once.
 */
final class InsideSession {
    /** The application_name that view {@code registry.session} leaves out. */
    private static final String MARK = "SET application_name = 'dayfly: kept'";

    /** More than any statement takes, although a tenant may have changed the limit of statements. */
    private static final Duration SPARE = Duration.ofSeconds(5);

    private InsideSession() {}

    /** Opens a session. The caller closes the session. */
    static Connection open(Registry registry, DatabaseName database, Effort effort) throws SQLException {
        Connection session = registry.connectAsOwner(
                database,
                "-c default_transaction_read_only=on -c row_security=off -c search_path=pg_catalog"
                        + " -c statement_timeout=" + effort.statement().toMillis()
                        + " -c lock_timeout=" + effort.lock().toMillis());
        try (Statement statement = session.createStatement()) {
            session.setNetworkTimeout(
                    Runnable::run, (int) effort.statement().plus(SPARE).toMillis());
            statement.execute(MARK);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }
}
