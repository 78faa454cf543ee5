package org.dayfly.server.ready;

import java.util.Set;
import org.dayfly.protocol.ClientError;

/**
 * Finds the cause if a session could not be opened ahead of its client.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, error codes</a>
 */
final class FailureCause {
    /** invalid_catalog_name. */
    private static final String NO_DATABASE = "3D000";

    /** admin_shutdown, crash_shutdown, cannot_connect_now. */
    private static final Set<String> SERVER_STOPS = Set.of("57P01", "57P02", "57P03");

    /** Classes of errors: authorization, insufficient resources, a database that takes no sessions, system errors. */
    private static final Set<String> NO_PARAMETER = Set.of("28", "53", "55", "58");

    private FailureCause() {}

    /** Whether the database no longer exists. */
    static boolean databaseIsGone(Throwable failure) {
        return sqlState(failure).equals(NO_DATABASE);
    }

    /** Whether the parameters that the client sent may be the cause. */
    static boolean profileMayCause(Throwable failure) {
        String state = sqlState(failure);
        return state.length() == 5 && !SERVER_STOPS.contains(state) && !NO_PARAMETER.contains(state.substring(0, 2));
    }

    private static String sqlState(Throwable failure) {
        return ClientError.in(failure).map(ClientError::sqlState).orElse("");
    }
}
