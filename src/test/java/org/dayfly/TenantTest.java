package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Refusals.assertRefused;

import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.dayfly.EveryVersion.Behind;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.postgresql.PGConnection;

/** What the owner of one database can't do to others, to the server or to dayfly, tried by attack on each version. */
final class TenantTest {
    private static final String DENIED = "42501";

    /** A role and its database, which bear one name, as their owner knows them. */
    private record Tenant(Connection session, String name, String url) implements AutoCloseable {
        static Tenant of(Connection session) throws SQLException {
            return new Tenant(
                    session, Sql.ask(session, "SELECT current_database()"), Sql.ask(session, "SHOW dayfly.url"));
        }

        String pid() throws SQLException {
            return Sql.ask(session, "SELECT pg_backend_pid()");
        }

        String password() {
            return URI.create(url).getUserInfo().substring(name.length() + 1);
        }

        @Override
        public void close() throws SQLException {
            session.close();
        }
    }

    private static Tenant tenant(Behind behind, String user) throws SQLException {
        Tenant made = Tenant.of(behind.proxy().connect(user));
        Sql.run(made.session(), "CREATE TABLE IF NOT EXISTS treasure AS SELECT 'of " + made.name() + "' AS what");
        return made;
    }

    /** What the attack came to: a SQLSTATE, or what was got. */
    private static String outcome(Connection attacker, String sql) {
        try {
            return "got " + (sql.startsWith("SELECT") ? Sql.ask(attacker, sql) : run(attacker, sql));
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static String run(Connection attacker, String sql) throws SQLException {
        Sql.run(attacker, sql);
        return "it done";
    }

    private static List<String> attacks(Behind behind, Tenant victim) throws SQLException {
        String maintenance = behind.maintenanceRole();
        String name = victim.name();
        List<String> attacks = new ArrayList<>(List.of(
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
                // being somebody else
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
                "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p WITH (connect = false)"));
        return attacks;
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void isDeniedEverythingOutsideOfItsDatabase(Behind behind) throws SQLException {
        try (Tenant victim = tenant(behind, "new");
                Tenant attacker = tenant(behind, "new")) {
            SoftAssertions all = new SoftAssertions();
            for (String sql : attacks(behind, victim)) {
                all.assertThat(outcome(attacker.session(), sql)).as(sql).isIn(DENIED, "got no row");
            }
            all.assertAll();
            // To grant what one has not is no error in PostgreSQL, but grants nothing.
            Sql.run(attacker.session(), "GRANT ALL ON DATABASE " + victim.name() + " TO CURRENT_USER");
            assertThat(Sql.ask(attacker.session(), "SELECT has_database_privilege('" + victim.name() + "', 'CONNECT')"))
                    .isEqualTo("f");
            assertThat(Sql.ask(victim.session(), "SELECT what FROM treasure")).isEqualTo("of " + victim.name());
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void theOwnerOfACopyHasNoPowerOverItsSource(Behind behind) throws Exception {
        String key = "source" + Long.toString(System.nanoTime(), 36);
        String name;
        try (Tenant source = tenant(behind, "new." + key)) {
            name = source.name();
            Sql.run(
                    source.session(),
                    "CREATE FUNCTION who() RETURNS text SECURITY DEFINER LANGUAGE sql AS 'SELECT current_user'");
        }
        try (Tenant attacker = tenant(behind, "copy." + key);
                Tenant victim = tenant(behind, "new." + key)) {
            assertThat(victim.name()).isEqualTo(name);
            SoftAssertions all = new SoftAssertions();
            for (String sql : attacks(behind, victim)) {
                all.assertThat(outcome(attacker.session(), sql)).as(sql).isIn(DENIED, "got no row");
            }
            all.assertThat(outcome(attacker.session(), "SELECT who()"))
                    .isIn("got " + attacker.name(), "got pg_database_owner");
            all.assertThat(outcome(
                            attacker.session(),
                            "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"))
                    .isEqualTo("got 0");
            all.assertAll();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void reachesNoOtherDatabaseThroughTheProxyOrPastIt(Behind behind) throws SQLException {
        try (Tenant victim = tenant(behind, "new");
                Tenant attacker = tenant(behind, "new")) {
            List<String> others = new ArrayList<>(List.of(victim.name(), "dayfly"));
            others.add(RegistryProbe.on(behind.admin())
                    .all()
                    .inState("sealed", "warm", "promised")
                    .name());
            for (String other : others) {
                assertThatThrownBy(() -> behind.proxy().connect(attacker.url().replaceFirst("[^/]*$", other)))
                        .as("through the proxy to " + other)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                error -> assertThat(error.getSQLState()).isEqualTo(DENIED));
                assertThatThrownBy(() -> past(behind, attacker, other))
                        .as("past the proxy to " + other)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                error -> assertThat(error.getSQLState()).isIn(DENIED, "55000"));
            }
        }
    }

    private static void past(Behind behind, Tenant attacker, String database) throws SQLException {
        InetSocketAddress address = (InetSocketAddress) behind.admin().address();
        DriverManager.getConnection(
                        "jdbc:postgresql://" + address.getHostString() + ":" + address.getPort() + "/" + database,
                        attacker.name(),
                        attacker.password())
                .close();
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void seesNothingOfOthersButTheirNames(Behind behind) throws SQLException {
        try (Tenant victim = tenant(behind, "new");
                Tenant attacker = tenant(behind, "new")) {
            Sql.ask(victim.session(), "SELECT 'top secret'");
            assertThat(Sql.ask(
                            attacker.session(),
                            "SELECT count(*) FROM pg_stat_activity WHERE pid = " + victim.pid()
                                    + " AND (query <> '<insufficient privilege>' OR client_addr IS NOT NULL)"))
                    .isEqualTo("0");
            assertThat(
                            Sql.ask(
                                    attacker.session(),
                                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%lease%' AND pid <> pg_backend_pid()"))
                    .isEqualTo("0");
            assertThat(Sql.ask(
                            attacker.session(),
                            "SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text ~ 'postgresql://|password'"))
                    .isEqualTo("0");
            assertThat(Sql.ask(
                            attacker.session(),
                            "SELECT count(*) FROM pg_settings WHERE setting LIKE '%" + victim.password() + "%'"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void locksAndNotificationsStayInTheirDatabase(Behind behind) throws SQLException {
        try (Tenant victim = tenant(behind, "new");
                Tenant attacker = tenant(behind, "new")) {
            Sql.run(victim.session(), "LISTEN channel");
            Sql.ask(attacker.session(), "SELECT pg_advisory_lock(1), pg_advisory_lock(hashtextextended('count', 0))");
            Sql.run(attacker.session(), "NOTIFY channel, 'x'");
            assertThat(Sql.ask(victim.session(), "SELECT pg_try_advisory_lock(1)"))
                    .isEqualTo("t");
            assertThat(victim.session().unwrap(PGConnection.class).getNotifications())
                    .isEmpty();
            try (Connection another = behind.proxy().connect("new")) {
                assertThat(another.isValid(5)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void nothingThatItDoesToItselfKeepsItFromBeingDropped(Behind behind) throws Exception {
        String name;
        try (Tenant attacker = tenant(behind, "new")) {
            name = attacker.name();
            for (String sql : List.of(
                    "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
                    "ALTER ROLE CURRENT_USER SET search_path = 'x'",
                    "ALTER DATABASE " + name + " SET work_mem = '1MB'",
                    "ALTER DATABASE " + name + " IS_TEMPLATE true",
                    "ALTER DATABASE " + name + " CONNECTION LIMIT 0",
                    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
                    "CREATE SCHEMA s; CREATE TABLE s.t (); GRANT ALL ON SCHEMA s TO PUBLIC",
                    "SELECT lo_create(0)",
                    "CREATE PUBLICATION p FOR TABLE treasure",
                    "GRANT ALL ON DATABASE " + name + " TO PUBLIC",
                    "COMMENT ON DATABASE " + name + " IS 'mine'",
                    "CREATE EXTENSION citext")) {
                assertThat(outcome(attacker.session(), sql)).as(sql).startsWith("got");
            }
        }
        RegistryProbe registry = RegistryProbe.on(behind.admin());
        registry.of(name).make().expired();
        Eventually.holds(name + " and its role are gone", () -> registry.isGone(name));
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void takesNoMoreSessionsThanItsShare(Behind behind) throws SQLException {
        behind.proxy().reload("reaper.interval=100ms", "databases.sessions=3");
        List<Connection> open = new ArrayList<>();
        try (Tenant attacker = tenant(behind, "new")) {
            assertRefused("53300", () -> {
                for (int i = 0; i < 5; i++) {
                    open.add(behind.proxy().connect(attacker.url()));
                }
            });
            assertThat(open).hasSize(2);
            try (Connection another = behind.proxy().connect("new", Map.of("options", "-c dayfly.notice=off"))) {
                assertThat(another.isValid(5)).isTrue();
            }
        } finally {
            for (Connection each : open) {
                each.close();
            }
            behind.proxy().reload("reaper.interval=100ms");
        }
    }
}
