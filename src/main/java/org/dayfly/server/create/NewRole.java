package org.dayfly.server.create;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.config.RoleSettings;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.ServerCheck;
import org.dayfly.sql.Quoted;

/**
 * The role that owns a database and has the database's name. The role may do in the database all that an owner can, and
 * nothing outside.
 *
 * @param verifier the verifier of its password, in the format of {@code pg_authid.rolpassword}; empty: the role has no
 *     password on the server
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
        // Without this GRANT, a maintenance role that is no superuser could neither give the database to the new role
        // nor drop the database later.
        return create + "; GRANT " + role + " TO CURRENT_USER" + server.membershipOptions();
    }

    /** Sets a timeout in milliseconds, which is PostgreSQL's unit. */
    private static String timeout(String role, String name, Duration value) {
        return value.isZero() ? "" : "; ALTER ROLE " + role + " SET " + name + " = " + value.toMillis();
    }
}
