package org.dayfly.server.create;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.ServerCheck;
import org.dayfly.sql.Quoted;

/**
 * The role that owns a database and bears its name; it may do in it all that an owner can, and nothing outside.
 *
 * @param verifier of its password, as {@code pg_authid.rolpassword} shows it; empty: it has none on the server
 * @see <a href="https://www.postgresql.org/docs/current/sql-createrole.html">PostgreSQL, CREATE ROLE</a>
 */
public record NewRole(DatabaseName name, Optional<String> verifier, ServerCheck server) {
    public String sql(RoleSettings settings) throws SQLException {
        String role = Quoted.identifier(name.value());
        String create = "CREATE ROLE " + role + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
                + " CONNECTION LIMIT " + (settings.sessions() == 0 ? -1 : settings.sessions())
                + (verifier.isPresent() ? " PASSWORD " + Quoted.literal(verifier.get()) : "")
                + timeout(role, "statement_timeout", settings.statementTimeout())
                + timeout(role, "idle_in_transaction_session_timeout", settings.idleInTransaction());
        if (server.superuser()) {
            return create;
        }
        // Without it a role that is no superuser could neither give the database away nor drop it later.
        return create + "; GRANT " + role + " TO CURRENT_USER" + server.membershipOptions();
    }

    /** In milliseconds, as PostgreSQL has it. */
    private static String timeout(String role, String name, Duration value) {
        return value.isZero() ? "" : "; ALTER ROLE " + role + " SET " + name + " = " + value.toMillis();
    }
}
