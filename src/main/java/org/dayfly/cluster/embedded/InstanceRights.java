package org.dayfly.cluster.embedded;

import java.util.ArrayList;
import java.util.List;
import org.dayfly.cluster.Instances;

/**
 * The rights of the role as which clients use a whole server.
 *
 * <p>The role can do what the administrator of a managed PostgreSQL can do, and cannot reach files or programs of the
 * machine. In PostgreSQL 14 and 15 a role with CREATEROLE can grant itself each predefined role. So the predefined
 * roles that reach files and programs are removed there. PostgreSQL knows them by their OIDs, which no other role can
 * get.
 *
 * @see <a href="https://www.postgresql.org/docs/current/predefined-roles.html">PostgreSQL, 21.5</a>
 */
final class InstanceRights {
    static final String ADMINISTRATOR = Instances.ADMINISTRATOR;

    /** The first version in which a role with CREATEROLE grants only the roles that it may administer. */
    private static final int LIMITS_CREATEROLE = 16;

    /** The first version in which the schema public belongs to the owner of the database. */
    private static final int PUBLIC_OF_OWNER = 15;

    private InstanceRights() {}

    /**
     * Statements for one database, each on a line of its own.
     *
     * @param sql ends with a line feed
     */
    record Statements(String database, String sql) {}

    /** The statements that make the role. */
    static List<Statements> of(int major, boolean superuser) {
        List<String> sql = new ArrayList<>();
        if (superuser) {
            sql.add("CREATE ROLE " + ADMINISTRATOR + " SUPERUSER LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS");
        } else {
            sql.add("CREATE ROLE " + ADMINISTRATOR + " LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS");
            sql.add("GRANT " + String.join(", ", predefined(major)) + " TO " + ADMINISTRATOR + " WITH ADMIN OPTION");
            if (major < LIMITS_CREATEROLE) {
                sql.add("DELETE FROM pg_authid WHERE rolname IN"
                        + " ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')");
            } else {
                sql.add("ALTER ROLE " + ADMINISTRATOR + " SET createrole_self_grant = 'set, inherit'");
            }
        }
        sql.add("ALTER DATABASE postgres OWNER TO " + ADMINISTRATOR);
        sql.add("ALTER DATABASE template1 OWNER TO " + ADMINISTRATOR);
        List<Statements> all = new ArrayList<>(List.of(statements("postgres", sql)));
        if (major < PUBLIC_OF_OWNER) {
            List<String> schema = List.of("ALTER SCHEMA public OWNER TO " + ADMINISTRATOR);
            all.add(statements("postgres", schema));
            all.add(statements("template1", schema));
        }
        return all;
    }

    private static Statements statements(String database, List<String> sql) {
        return new Statements(database, String.join(";\n", sql) + ";\n");
    }

    private static List<String> predefined(int major) {
        List<String> roles =
                new ArrayList<>(List.of("pg_monitor", "pg_signal_backend", "pg_read_all_data", "pg_write_all_data"));
        if (major >= 15) {
            roles.add("pg_checkpoint");
        }
        if (major >= 16) {
            roles.add("pg_create_subscription");
            roles.add("pg_use_reserved_connections");
        }
        if (major >= 17) {
            roles.add("pg_maintain");
        }
        if (major >= 18) {
            roles.add("pg_signal_autovacuum_worker");
        }
        return roles;
    }
}
