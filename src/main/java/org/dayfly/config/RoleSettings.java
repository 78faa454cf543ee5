package org.dayfly.config;

import java.time.Duration;
import org.dayfly.config.value.Bounds;

/**
 * The settings of the roles of throwaway databases. Zero means no limit.
 *
 * @param sessions sessions at the same time on one database (CONNECTION LIMIT)
 * @param statementTimeout {@code statement_timeout} of sessions that do not set their own
 * @param idleInTransaction {@code idle_in_transaction_session_timeout} of sessions that do not set their own
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT">PostgreSQL,
 *     19.11.1</a>
 */
public record RoleSettings(int sessions, Duration statementTimeout, Duration idleInTransaction) {
    private static final Duration LEAST = Duration.ofMillis(1);

    /** A role without limits. */
    public static final RoleSettings UNLIMITED = new RoleSettings(0, Duration.ZERO, Duration.ZERO);

    public RoleSettings {
        Bounds.atLeastZero("databases.sessions", sessions);
        Bounds.orZero("databases.statement-timeout", statementTimeout, LEAST);
        Bounds.orZero("databases.idle-in-transaction-session-timeout", idleInTransaction, LEAST);
    }
}
