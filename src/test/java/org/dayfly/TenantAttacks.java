package org.dayfly;

import java.sql.SQLException;
import java.util.List;
import org.dayfly.EveryVersion.Behind;

/** Statements with which a tenant tries to reach beyond its database. */
final class TenantAttacks {
    private TenantAttacks() {}

    /** Statements that a tenant may not run, against the server, dayfly and another tenant. */
    static List<String> against(Behind behind, Tenant victim) throws SQLException {
        String maintenance = behind.maintenanceRole();
        String name = victim.name();
        return List.of(
                // programs and files of the server
                "COPY treasure TO PROGRAM 'cat'",
                "COPY treasure FROM PROGRAM 'id'",
                "COPY treasure TO '/tmp/treasure'",
                "COPY treasure FROM '/etc/passwd'",
                "SELECT pg_read_file('postgresql.conf')",
                "SELECT pg_read_binary_file('global/pg_control')",
                "SELECT pg_ls_dir('base')",
                "SELECT pg_stat_file('postgresql.conf')",
                "SELECT pg_ls_logdir()",
                "SELECT pg_ls_waldir()",
                "SELECT pg_current_logfile()",
                "SELECT lo_import('/etc/passwd')",
                "SELECT lo_export(lo_create(0), '/tmp/treasure')",
                // languages, extensions and libraries that reach out of the database
                "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
                "CREATE FUNCTION f() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
                "CREATE EXTENSION dblink",
                "CREATE EXTENSION postgres_fdw",
                "CREATE EXTENSION file_fdw",
                "CREATE EXTENSION pageinspect",
                "CREATE EXTENSION pg_buffercache",
                "CREATE EXTENSION pg_stat_statements",
                "CREATE FOREIGN DATA WRAPPER w",
                "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION pg_backend_pid()",
                "SET session_preload_libraries = 'dblink'",
                // other roles
                "SET ROLE " + maintenance,
                "SET ROLE " + name,
                "SET SESSION AUTHORIZATION " + maintenance,
                "SET SESSION AUTHORIZATION " + name,
                "GRANT " + name + " TO CURRENT_USER",
                "GRANT " + maintenance + " TO CURRENT_USER",
                "GRANT pg_read_server_files TO CURRENT_USER",
                "GRANT pg_signal_backend TO CURRENT_USER",
                "ALTER ROLE CURRENT_USER SUPERUSER",
                "ALTER ROLE CURRENT_USER CREATEDB",
                "ALTER ROLE CURRENT_USER CREATEROLE",
                "ALTER ROLE CURRENT_USER REPLICATION",
                "ALTER ROLE CURRENT_USER BYPASSRLS",
                "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
                "ALTER ROLE " + name + " PASSWORD 'mine'",
                "ALTER ROLE " + maintenance + " PASSWORD 'mine'",
                "ALTER ROLE " + name + " SET search_path = 'x'",
                "ALTER ROLE ALL SET search_path = 'x'",
                "CREATE ROLE another",
                "DROP ROLE " + name,
                // other databases
                "ALTER DATABASE " + name + " CONNECTION LIMIT 0",
                "ALTER DATABASE " + name + " SET search_path = 'x'",
                "ALTER DATABASE " + name + " OWNER TO CURRENT_USER",
                "ALTER DATABASE dayfly OWNER TO CURRENT_USER",
                "DROP DATABASE " + name,
                "DROP DATABASE dayfly",
                "CREATE DATABASE another",
                "CREATE DATABASE another TEMPLATE " + name,
                "CREATE DATABASE another TEMPLATE template0",
                "SELECT pg_database_size('" + name + "')",
                "SELECT pg_database_size('dayfly')",
                "CREATE TABLESPACE t LOCATION '/tmp'",
                // other sessions
                "SELECT pg_terminate_backend(" + victim.pid() + ")",
                "SELECT pg_cancel_backend(" + victim.pid() + ")",
                "SELECT pg_log_backend_memory_contexts(" + victim.pid() + ")",
                // passwords and verifiers
                "SELECT rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL",
                "SELECT passwd FROM pg_shadow",
                "SELECT umoptions FROM pg_user_mapping",
                "SELECT subconninfo FROM pg_subscription",
                // the server
                "ALTER SYSTEM SET log_statement = 'none'",
                "SET log_statement = 'none'",
                "SET zero_damaged_pages = on",
                "SELECT pg_reload_conf()",
                "SELECT pg_rotate_logfile()",
                "SELECT pg_switch_wal()",
                "SELECT pg_create_restore_point('x')",
                "SELECT pg_promote()",
                "SELECT pg_stat_reset_shared('bgwriter')",
                "SELECT pg_create_physical_replication_slot('s')",
                "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false)");
    }
}
