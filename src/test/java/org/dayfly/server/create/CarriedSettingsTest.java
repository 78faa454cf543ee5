package org.dayfly.server.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.server.EveryServer;
import org.dayfly.server.Pair;
import org.dayfly.server.Pairs;
import org.dayfly.server.TestedServer;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(Pairs.class)
class CarriedSettingsTest {
    private final TestedServer server;
    private final DatabaseName source;
    private final DatabaseName copy;

    CarriedSettingsTest(Pair pair) {
        server = pair.server();
        source = pair.source();
        copy = pair.copy();
    }

    @BeforeEach
    void nothingIsSet() throws SQLException {
        for (DatabaseName name : List.of(source, copy)) {
            server.sql("postgres", """
                    ALTER DATABASE %1$s RESET ALL; ALTER ROLE %1$s RESET ALL; ALTER ROLE %1$s IN DATABASE %1$s RESET ALL""".formatted(name));
        }
    }

    @Test
    void listsAreCarriedUnchanged() throws SQLException {
        set("ALTER DATABASE $ SET search_path = \"$user\", 'odd, \"name\"', \"Upper\", public");
        carry();
        assertThat(settings())
                .isEqualTo("{\"search_path=\\\"$user\\\", \\\"odd, \\\"\\\"name\\\"\\\"\\\", \\\"Upper\\\", public\"}");
        assertThat(shown("search_path")).isEqualTo("\"$user\", \"odd, \"\"name\"\"\", \"Upper\", public");
    }

    @Test
    void aListMayBeEmptyAndItsNamesUnquoted() throws SQLException {
        set("ALTER DATABASE $ SET search_path = ''; ALTER DATABASE $ SET temp_tablespaces = ''");
        carry();
        assertThat(settings()).isEqualTo("{\"search_path=\\\"\\\"\",\"temp_tablespaces=\\\"\\\"\"}");
        set(
                "SELECT set_config('search_path', 'Folded ,\"Not\",public', false); ALTER DATABASE $ SET search_path FROM CURRENT");
        carry();
        assertThat(shown("search_path")).isEqualTo("folded, \"Not\", public");
    }

    @Test
    void theSettingThatAppliesToTheRoleBecomesTheDatabasesOwn() throws SQLException {
        set("""
                ALTER DATABASE $ SET work_mem = '5MB'; ALTER ROLE $ SET work_mem = '6MB';
                ALTER ROLE $ IN DATABASE $ SET work_mem = '7MB'; ALTER ROLE $ SET lock_timeout = '3s';
                ALTER DATABASE $ SET lock_timeout = '2s'; ALTER DATABASE $ SET application_name = 'it''s \\ odd'""");
        carry();
        assertThat(settings()).isEqualTo("{\"application_name=it's \\\\ odd\",lock_timeout=3s,work_mem=7MB}");
    }

    @Test
    void theSettingsDoNotAffectTheSessionThatCarriesThem() throws SQLException {
        set("""
                ALTER DATABASE $ SET statement_timeout = 1; ALTER DATABASE $ SET default_transaction_read_only = on;
                ALTER DATABASE $ SET client_encoding = 'LATIN1'; ALTER DATABASE $ SET exit_on_error = on;
                ALTER DATABASE $ SET default_text_search_config = 'own.search'; ALTER DATABASE $ SET role = $""");
        carry();
        assertThat(settings())
                .isEqualTo("{client_encoding=LATIN1,default_text_search_config=own.search,"
                        + "default_transaction_read_only=on,exit_on_error=on,statement_timeout=1}");
    }

    @Test
    void settingsThatTheMaintenanceRoleMayNotSetAreLeftOut() throws SQLException {
        set("""
                ALTER DATABASE $ SET work_mem = '5MB'; ALTER DATABASE $ SET log_statement = 'all';
                ALTER ROLE $ SET "my_app"."Tenant" = 'a, b'""");
        carry();
        assertThat(settings())
                .isEqualTo(
                        server.cluster().maintenanceRole().equals(EveryServer.MAKER)
                                ? "{work_mem=5MB}"
                                : "{log_statement=all,\"my_app.Tenant=a, b\",work_mem=5MB}");
    }

    @Test
    void settingsOfOtherRolesAndDatabasesAreNotCarried() throws SQLException {
        set(
                "ALTER ROLE $ IN DATABASE postgres SET work_mem = '9MB'; ALTER ROLE maker IN DATABASE $ SET work_mem = '9MB'");
        carry();
        assertThat(settings()).isEqualTo("no row");
    }

    private void set(String sql) throws SQLException {
        server.sql("postgres", sql.replaceAll("\\$(?!user)", source.value()));
    }

    private void carry() throws SQLException {
        try (Connection connection = server.cluster().connect("postgres")) {
            CarriedSettings.carry(connection, source.value(), copy.value());
        }
    }

    private String settings() throws SQLException {
        return server.ask(
                "postgres",
                "SELECT (SELECT array_agg(s ORDER BY s COLLATE \"C\") FROM unnest(setconfig) AS s)::text"
                        + " FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = '" + copy
                        + "' AND setrole = 0");
    }

    private String shown(String setting) throws SQLException {
        try (Connection session = server.session(copy, "x")) {
            return Sql.ask(session, "SHOW " + setting);
        }
    }
}
