package org.dayfly.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.cluster.Instances;
import org.dayfly.cluster.MaintenanceConnector;
import org.dayfly.cluster.Platform;
import org.dayfly.cluster.UnixEndpoint;
import org.dayfly.cluster.programs.ServerAccount;
import org.dayfly.cluster.programs.ServerBinaries;
import org.dayfly.config.server.ServerTls;
import org.dayfly.machine.ProgramLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client of a whole server can do, and what it cannot do: attacks on each major version. */
final class InstanceRightsTest {
    private static final String NAME = "dayfly_aaaaaabbbbbbbbbb";
    private static final String DENIED = "42501";

    /** Each ends with this SQLSTATE, whatever the version. */
    private static final Map<String, String> ATTACKS = Map.ofEntries(
            Map.entry("COPY (SELECT 1) TO PROGRAM 'cat'", DENIED),
            Map.entry("CREATE TEMP TABLE t (line text); COPY t FROM PROGRAM 'id'", DENIED),
            Map.entry("CREATE TEMP TABLE t (line text); COPY t FROM '/etc/passwd'", DENIED),
            Map.entry("COPY (SELECT 1) TO '/tmp/dayfly-attack'", DENIED),
            Map.entry("SELECT pg_read_file('/etc/passwd')", DENIED),
            Map.entry("SELECT pg_read_binary_file('postgresql.conf')", DENIED),
            Map.entry("SELECT pg_ls_dir('/')", DENIED),
            Map.entry("SELECT pg_stat_file('/etc/passwd')", DENIED),
            Map.entry("SELECT lo_import('/etc/passwd')", DENIED),
            Map.entry("SELECT lo_export(lo_create(0), '/tmp/dayfly-attack')", DENIED),
            Map.entry("CREATE TABLESPACE t LOCATION '/tmp'", DENIED),
            Map.entry("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'libc.so.6', 'system'", DENIED),
            Map.entry("LOAD '/tmp/attack.so'", DENIED),
            Map.entry("SET session_preload_libraries = 'attack'", DENIED),
            Map.entry("ALTER ROLE postgres SET session_preload_libraries = 'attack'", DENIED),
            Map.entry("ALTER SYSTEM SET archive_command = 'id'", DENIED),
            Map.entry("SELECT pg_reload_conf()", DENIED),
            Map.entry("CREATE ROLE attacker SUPERUSER", DENIED),
            Map.entry("ALTER ROLE postgres SUPERUSER", DENIED),
            Map.entry("ALTER ROLE dayfly PASSWORD 'attack'", DENIED),
            Map.entry("GRANT dayfly TO postgres", DENIED),
            Map.entry("SET ROLE dayfly", DENIED),
            Map.entry("SET SESSION AUTHORIZATION dayfly", DENIED),
            Map.entry("UPDATE pg_authid SET rolsuper = true", DENIED),
            Map.entry(
                    "CREATE FUNCTION g() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                            + " CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION g()",
                    DENIED),
            Map.entry("CREATE EXTENSION file_fdw", DENIED),
            Map.entry("CREATE EXTENSION dblink", DENIED));

    /** Attacks by the extensions dblink and file_fdw; the socket of the server is in them. */
    private static final String OF_EXTENSIONS = """
            DROP EXTENSION dblink
            ALTER EXTENSION dblink ADD TABLE pg_class
            ALTER EXTENSION dblink UPDATE
            CREATE OR REPLACE FUNCTION dblink(text) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1'
            ALTER FUNCTION dblink(text) OWNER TO postgres
            GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO postgres
            SELECT dblink_connect_u('host=%1$s user=dayfly dbname=postgres')
            SELECT dblink_connect('host=%1$s user=dayfly dbname=postgres')
            SELECT dblink_connect('host=%1$s user=dayfly dbname=postgres password=attack')
            CREATE SERVER files FOREIGN DATA WRAPPER file_fdw
            ALTER FOREIGN DATA WRAPPER file_fdw OWNER TO postgres
            """;

    /** dblink's refusal of a connection that needs no password. */
    private static final String PASSWORD_REQUIRED = "2F003";

    /** Predefined roles that reach files and programs: no right to grant them, or no such role. */
    private static final List<String> ROLES =
            List.of("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program");

    private final StateFolder folder = TestFolder.createEmpty();

    @AfterEach
    void delete() {
        TestFolder.delete(folder);
    }

    private Connection connect(int major, boolean superuser) throws SQLException {
        return connect(major, new InstanceSettings(superuser, Platform.here()), Instances.DATABASE);
    }

    /** Makes the server, unless the test has made it. */
    private Connection connect(int major, InstanceSettings settings, String database) throws SQLException {
        ServerAccount account = folder.account();
        ServerBinaries binaries = TestFolder.archive(major).unpackUnder(folder.programs());
        Postmaster main = new Postmaster(binaries, account, folder.data(), new ProgramLog(folder.log()));
        Platform platform = Platform.here();
        EmbeddedInstances instances = EmbeddedInstances.in(
                        folder, Entrance.to(folder, platform, account), main, TestFolder.noOthers(), settings)
                .orElseThrow();
        if (instances.names().isEmpty()) {
            instances.make(NAME, major);
        }
        UnixEndpoint socket = UnixEndpoint.in(folder.run().resolve("aaaaaabbbbbbbbbb"));
        return new MaintenanceConnector(socket, Instances.ADMINISTRATOR, Optional.empty(), ServerTls.NONE)
                .connect(database, "-c search_path=public");
    }

    private static String state(Connection connection, String sql) {
        return Optional.ofNullable(catchThrowableOfType(SQLException.class, () -> Sql.run(connection, sql)))
                .map(SQLException::getSQLState)
                .orElse("done");
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void anAdministratorReachesNoFileAndNoProgramAndIsNoSuperuser(int major) throws Exception {
        try (Connection administrator = connect(major, false)) {
            assertThat(ATTACKS)
                    .allSatisfy((attack, state) ->
                            assertThat(state(administrator, attack)).as(attack).isEqualTo(state));
            for (String role : ROLES) {
                assertThat(state(administrator, "GRANT " + role + " TO postgres"))
                        .as(role)
                        .isEqualTo(major < 16 ? "42704" : DENIED);
                assertThat(state(administrator, "CREATE ROLE " + role)).as(role).isEqualTo("42939");
            }
            // The server would connect as itself, and any server of dayfly trusts that account.
            for (String password : List.of("", " password=attack")) {
                assertThat(state(
                                administrator,
                                "CREATE SUBSCRIPTION s CONNECTION 'host="
                                        + folder.run().resolve("aaaaaabbbbbbbbbb")
                                        + " user=dayfly dbname=postgres" + password + "' PUBLICATION p"))
                        .isEqualTo(major < 16 ? DENIED : "2F003");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void anAdministratorRunsItsServer(int major) throws Exception {
        try (Connection administrator = connect(major, false)) {
            Sql.run(administrator, "CREATE ROLE app LOGIN CREATEDB PASSWORD 'secret'");
            // Before 16, the role that creates a role is no member of it.
            assertThat(state(administrator, "SET ROLE app")).isEqualTo(major < 16 ? DENIED : "done");
            Sql.run(
                    administrator,
                    "RESET ROLE",
                    "GRANT app TO postgres",
                    "CREATE DATABASE app OWNER app",
                    "GRANT pg_monitor, pg_read_all_data TO app",
                    "SET ROLE app",
                    "CREATE TEMP TABLE mine (id int)",
                    "RESET ROLE",
                    "CREATE TABLE public.shop (id int PRIMARY KEY)",
                    "ALTER TABLE public.shop ENABLE ROW LEVEL SECURITY",
                    "CREATE PUBLICATION p FOR TABLE public.shop",
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                    "SELECT pg_drop_replication_slot('s')",
                    "SELECT pg_terminate_backend(0)",
                    "ALTER DATABASE app SET work_mem = '5MB'",
                    "DROP DATABASE app",
                    "DROP OWNED BY app",
                    "DROP ROLE app");
            assertThat(state(administrator, "CHECKPOINT")).isEqualTo(major < 15 ? DENIED : "done");
            assertThat(Sql.ask(administrator, "SELECT pg_has_role('pg_monitor', 'USAGE')"))
                    .isEqualTo("t");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void extensionsThatPostgresDoesNotTrustAreInEachDatabaseAndGiveTheAdministratorNoOtherRight(int major)
            throws Exception {
        InstanceSettings settings =
                new InstanceSettings(false, Platform.here(), List.of("dblink", "file_fdw"), Map.of());
        String ours = "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension WHERE oid >= 16384"
                + " AND extowner = 10";
        try (Connection administrator = connect(major, settings, "postgres")) {
            assertThat(Sql.ask(administrator, ours)).isEqualTo("dblink file_fdw");
            Sql.run(
                    administrator,
                    "CREATE DATABASE app",
                    "CREATE DATABASE restored TEMPLATE template0",
                    "CREATE EXTENSION IF NOT EXISTS dblink");
            assertThat(ATTACKS)
                    .allSatisfy((attack, state) -> assertThat(state(administrator, attack))
                            .as(attack)
                            .isEqualTo(attack.startsWith("CREATE EXTENSION") ? "42710" : state));
        }
        for (String database : List.of("app", "restored")) {
            try (Connection administrator = connect(major, settings, database)) {
                assertThat(Sql.ask(administrator, ours)).isEqualTo("dblink file_fdw");
                assertThat(OF_EXTENSIONS
                                .formatted(folder.run().resolve("aaaaaabbbbbbbbbb"))
                                .lines())
                        .allSatisfy(attack -> assertThat(state(administrator, attack))
                                .as(attack)
                                .isIn(DENIED, PASSWORD_REQUIRED));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aSuperuserIsASuperuser(int major) throws Exception {
        try (Connection superuser = connect(major, true)) {
            Sql.run(superuser, "CREATE TEMP TABLE t (line text); COPY t FROM PROGRAM 'echo ran'");
            assertThat(Sql.ask(superuser, "TABLE t")).isEqualTo("ran");
        }
    }
}
