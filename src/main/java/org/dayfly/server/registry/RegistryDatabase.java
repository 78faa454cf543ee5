package org.dayfly.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.dayfly.sql.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the database that holds the registry at the first start. At each start, closes the database to all roles but
 * its owner.
 *
 * <p>An administrator may have made the database before, with the right that PostgreSQL gives to PUBLIC: to connect.
 * Any number of proxies may start at once. The second proxy finds the work done.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-priv.html">PostgreSQL, 5.8 Privileges</a>
 */
final class RegistryDatabase {
    static final String NAME = "dayfly";

    private static final Logger log = LoggerFactory.getLogger(RegistryDatabase.class);
    private static final Set<ErrorCode> MADE_BY_ANOTHER =
            Set.of(ErrorCode.DUPLICATE_DATABASE, ErrorCode.UNIQUE_VIOLATION);

    private static final String STATE = """
            SELECT datallowconn, pg_get_userbyid(datdba) AS owner, quote_ident(current_user) AS maintenance_role,
                   pg_has_role(datdba, 'USAGE') AND (datdba = current_user::regrole OR rolsuper
                       OR pg_get_userbyid(datdba) !~ '^dayfly_[a-z2-7]{10,48}$') AS ours,
                   EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee = 0)
                       AS public
            FROM pg_database, pg_roles WHERE datname = 'dayfly' AND rolname = current_user""";

    private final Statement statement;
    private final String server;

    /**
     * The registry's database on a server.
     *
     * @param statement a statement of a connection to another database of the server
     * @param server the name of the server, for the operator
     */
    RegistryDatabase(Statement statement, String server) {
        this.statement = statement;
        this.server = server;
    }

    private record State(boolean open, boolean ours, boolean forPublic, String owner, String maintenanceRole) {
        boolean isSafe() {
            return open && ours && !forPublic;
        }
    }

    /**
     * Makes the database if there is none, and lets no other role connect.
     *
     * @throws UnusableServerException if the database belongs to another role, or stays open to every role; the message
     *     has the statement that corrects this
     */
    void prepare() throws SQLException {
        State state = state();
        if (state != null && state.isSafe()) {
            return;
        }
        // One proxy after the other, because two sessions that alter a database at once fail. The lock ends with the
        // connection.
        statement.execute("SELECT pg_advisory_lock(hashtextextended('dayfly', 0))");
        if (state() == null) {
            create();
        }
        state = state();
        if (state == null) {
            throw new UnusableServerException(
                    "database \"dayfly\" was dropped on " + server + " while dayfly started; start dayfly again");
        }
        if (!state.ours()) {
            throw new UnusableServerException(("database \"dayfly\" on %s belongs to role \"%s\";"
                            + " as a superuser, run: ALTER DATABASE dayfly OWNER TO %s;")
                    .formatted(server, state.owner(), state.maintenanceRole()));
        }
        close(state);
    }

    boolean exists() throws SQLException {
        return state() != null;
    }

    private void close(State before) throws SQLException {
        statement.execute("REVOKE ALL ON DATABASE dayfly FROM PUBLIC; ALTER DATABASE dayfly ALLOW_CONNECTIONS true");
        State after = state();
        if (after == null || !after.isSafe()) {
            throw new UnusableServerException(("every role may connect to database \"dayfly\" on %s;"
                            + " as a superuser, run: REVOKE ALL ON DATABASE dayfly FROM PUBLIC;")
                    .formatted(server));
        }
        if (before.open() && before.forPublic()) {
            log.warn("every role could connect to database \"dayfly\"; dayfly has revoked that right from PUBLIC");
            statement.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = 'dayfly' AND usename ~ '^dayfly_[a-z2-7]{10,48}$'
                          AND pg_has_role(usesysid, 'USAGE')""");
        }
    }

    private @Nullable State state() throws SQLException {
        try (ResultSet row = statement.executeQuery(STATE)) {
            return row.next()
                    ? new State(
                            row.getBoolean("datallowconn"),
                            row.getBoolean("ours"),
                            row.getBoolean("public"),
                            row.getString("owner"),
                            row.getString("maintenance_role"))
                    : null;
        }
    }

    private void create() throws SQLException {
        try {
            statement.execute("CREATE DATABASE dayfly TEMPLATE template0 ALLOW_CONNECTIONS false");
            log.info("made database \"dayfly\" for the registry");
        } catch (SQLException e) {
            if (!ErrorCode.isIn(MADE_BY_ANOTHER, e)) {
                throw e;
            }
        }
    }
}
