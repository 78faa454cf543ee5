package org.dayfly.server.registry;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether dayfly can make databases on a server. dayfly checks once, at its start, so that the operator gets the
 * error and not a client.
 *
 * @param version the server's version in the form of {@code server_version_num}: 140000 for 14.0
 * @param superuser whether the maintenance role is a superuser
 * @param clones whether the server has {@code file_copy_method = clone}, and its settings do not say otherwise
 * @see <a href="https://www.postgresql.org/docs/current/role-attributes.html">PostgreSQL, Role Attributes</a>
 */
public record ServerCheck(int version, boolean superuser, boolean clones) {
    /** The end of the message if a connection pooler answers in place of PostgreSQL. */
    static final String POOLER_ADVICE = "such as pgbouncer: dayfly needs sessions of PostgreSQL's own for its locks and"
            + " notifications; put PostgreSQL's own address in servers";

    /**
     * The maintenance pool, the connection for hand-outs, the connection that listens, and a few connections to
     * databases that are being made.
     */
    private static final int OWN_CONNECTIONS = 30;

    private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);

    private static final int OLDEST = 140000;
    private static final int MEMBERSHIP_OPTIONS = 160000;
    private static final int STRATEGIES = 150000;
    private static final int EVENT_TRIGGERS_SETTING = 170000;
    private static final int TRANSACTION_TIMEOUT = 170000;
    private static final int SCHEMA_PUBLIC_OF_OWNER = 150000;

    private static final String ROLE = """
            SELECT current_setting('server_version_num')::int, rolname, rolsuper, rolcreatedb, rolcreaterole,
                rolinherit,
                   quote_ident(rolname),
                   (SELECT 'clone' = ANY (enumvals) AND (setting = 'clone' OR source = 'default') FROM pg_settings
                    WHERE name = 'file_copy_method') IS TRUE AS clones,
                   pg_backend_pid() AS process,
                   current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                       - coalesce(current_setting('reserved_connections', true)::int, 0) AS connections
            FROM pg_roles WHERE rolname = current_user""";

    /**
     * Checks a server, and the role of the connection.
     *
     * @throws UnusableServerException if the server is too old or behind a pooler, or if the role lacks a right
     */
    public static ServerCheck of(Connection connection, String server) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROLE)) {
            row.next();
            int version = row.getInt(1);
            refusePooler(connection, row.getInt("process"), server);
            refuseTooOld(version, connection.getMetaData().getDatabaseProductVersion(), server);
            ServerCheck check = new ServerCheck(version, row.getBoolean("rolsuper"), row.getBoolean("clones"));
            if (!check.superuser) {
                check.refuseTooLittle(row, server);
            }
            warnOfTooFewConnections(row.getInt("connections"), server);
            return check;
        }
    }

    /** A pooler tells its clients process ids that the pooler made up. */
    private static void refusePooler(Connection connection, int process, String server) throws SQLException {
        if (connection.unwrap(PGConnection.class).getBackendPID() != process) {
            throw new UnusableServerException(server + " is reached through a connection pooler, " + POOLER_ADVICE);
        }
    }

    private static void warnOfTooFewConnections(int connections, String server) {
        if (connections <= OWN_CONNECTIONS) {
            log.warn(
                    "{} accepts {} connections, but dayfly itself may need {}, so clients may be refused with 53300;"
                            + " raise max_connections on the server",
                    server,
                    connections,
                    OWN_CONNECTIONS);
        }
    }

    static void refuseTooOld(int version, String text, String server) {
        if (version < OLDEST) {
            throw new UnusableServerException(
                    "%s runs PostgreSQL %s; dayfly needs 14 or later".formatted(server, text));
        }
    }

    private void refuseTooLittle(ResultSet row, String server) throws SQLException {
        String missing = (row.getBoolean("rolcreatedb") ? "" : " CREATEDB")
                + (row.getBoolean("rolcreaterole") ? "" : " CREATEROLE")
                // Before PostgreSQL 16, only this attribute decides whether a role may use the rights of the roles it
                // is a member of.
                + (row.getBoolean("rolinherit") || grantsTakeOptions() ? "" : " INHERIT");
        if (!missing.isEmpty()) {
            throw new UnusableServerException(
                    "role \"%s\" may not make and drop databases on %s; as a superuser, run: ALTER ROLE %s%s;"
                            .formatted(row.getString("rolname"), server, row.getString("quote_ident"), missing));
        }
    }

    /** Whether GRANT takes WITH SET and WITH INHERIT. */
    public boolean grantsTakeOptions() {
        return version >= MEMBERSHIP_OPTIONS;
    }

    /** The end of a GRANT of a role whose member is to have the role's rights and to give objects to the role. */
    public String membershipOptions() {
        return grantsTakeOptions() ? " WITH SET TRUE, INHERIT TRUE" : "";
    }

    /** Whether CREATE DATABASE takes STRATEGY. */
    public boolean hasStrategies() {
        return version >= STRATEGIES;
    }

    /** Whether the server has event triggers ON login, and the setting {@code event_triggers}. */
    boolean switchesEventTriggers() {
        return version >= EVENT_TRIGGERS_SETTING;
    }

    /** Whether the server has the setting {@code transaction_timeout}. */
    boolean knowsTransactionTimeout() {
        return version >= TRANSACTION_TIMEOUT;
    }

    /** Whether schema public belongs to the owner of the database. */
    public boolean givesPublicToOwner() {
        return version >= SCHEMA_PUBLIC_OF_OWNER;
    }

    /** The server's fastest strategy that copies files. */
    public CreateStrategy ofFiles() {
        return clones ? CreateStrategy.FILE_CLONE : CreateStrategy.FILE_COPY;
    }
}
