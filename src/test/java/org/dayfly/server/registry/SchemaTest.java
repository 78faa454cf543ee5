package org.dayfly.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.lease.JoinOutcome;
import org.dayfly.server.lease.Leases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A registry of an older schema is migrated and keeps what it holds, or is refused and left alone. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class SchemaTest {
    /** One row in each state, with a value in each column that the state has. */
    private static final String ROWS = """
            INSERT INTO registry.lease (name, state, kind, key, source, base, sealed_from, stamp, rests, last_rest,
                copied, seal_due, changed, keeper, client, leased_at, joined_at, resting_since, expires_at, idle,
                pinned, opened, reason, term, attempts, unlogged, start_size, content, sequences)
            VALUES
            ('dayfly_aaaaaaaaaa', 'leased', 'database', 'k', NULL, NULL, NULL, NULL, 3, 2, true, false, true, NULL,
                '192.0.2.1', now(), now(), now(), 'infinity', '10 min', true, 4, NULL, NULL, 0, false, NULL, NULL, NULL),
            ('dayfly_bbbbbbbbbb', 'sealed', 'snapshot', NULL, 'k', NULL, 'dayfly_aaaaaaaaaa', '2', 0, 0, false, false,
                false, NULL, NULL, now(), NULL, NULL, 'infinity', NULL, false, 0, NULL, NULL, 0, true, 7000, '(1)', ''),
            ('dayfly_cccccccccc', 'warm', 'database', NULL, 'k', 'dayfly_bbbbbbbbbb', NULL, NULL, 0, 0, false, false,
                false, 7, NULL, NULL, NULL, NULL, 'infinity', NULL, false, 0, NULL, NULL, 0, true, 7000, NULL, NULL),
            ('dayfly_dddddddddd', 'promised', 'database', NULL, NULL, NULL, NULL, NULL, 0, 0, false, false,
                false, 7, NULL, NULL, NULL, NULL, 'infinity', NULL, false, 0, NULL, NULL, 0, false, NULL, NULL, NULL),
            ('dayfly_eeeeeeeeee', 'creating', 'template', NULL, 't', NULL, NULL, 'hash', 0, 0, false, false,
                false, NULL, NULL, NULL, NULL, NULL, 'infinity', NULL, false, 0, NULL, NULL, 0, false, NULL, NULL, NULL),
            ('dayfly_ffffffffff', 'reclaiming', 'database', NULL, NULL, NULL, NULL, NULL, 1, 1, false, false,
                false, NULL, '2001:db8::1', now(), now(), now(), now(), '10 min', false, 1, 'idle', '10 min', 2, false,
                NULL, NULL, NULL);
            INSERT INTO registry.reclaimed (name, client, reason, term, created_at, key)
            VALUES ('dayfly_gggggggggg', '192.0.2.1', 'aged', '30 min', now(), 'old')""";

    private static final String CONTENT = """
            SELECT (SELECT string_agg(to_json(l)::text, '; ' ORDER BY name) FROM registry.lease l)
                   || (SELECT string_agg(to_json(r)::text, '; ') FROM registry.reclaimed r)
                   || (SELECT secret::text FROM registry.installation)
                   || (SELECT to_json(s)::text FROM registry.server_run s)""";

    /** The catalogs' description of schema registry, one line for each object and each comment. */
    private static final String CATALOG = """
            WITH relations AS (SELECT * FROM pg_class WHERE relnamespace = 'registry'::regnamespace),
            lines (line) AS (
                SELECT concat_ws(' ', relname, relkind, relpersistence, reloptions, relowner::regrole, relacl,
                                 obj_description(oid, 'pg_class'))
                FROM relations
                UNION ALL
                SELECT concat_ws(' ', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
                                 attcollation::regcollation, pg_get_expr(adbin, adrelid),
                                 col_description(attrelid, attnum))
                FROM relations r JOIN pg_attribute ON attrelid = r.oid
                     LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attnum > 0
                UNION ALL
                SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
                FROM pg_constraint c WHERE connamespace = 'registry'::regnamespace
                UNION ALL
                SELECT pg_get_indexdef(oid) FROM relations WHERE relkind = 'i'
                UNION ALL
                SELECT relname || pg_get_viewdef(oid) FROM relations WHERE relkind = 'v'
                UNION ALL
                SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN relations r ON tgrelid = r.oid
                WHERE NOT tgisinternal
                UNION ALL
                SELECT concat_ws(' ', pg_get_functiondef(oid), proowner::regrole, proacl)
                FROM pg_proc WHERE pronamespace = 'registry'::regnamespace)
            SELECT string_agg(line, E'\\n' ORDER BY line) FROM lines""";

    private static final String TRAPS = """
            SELECT count(*) || coalesce(string_agg(oid::regprocedure::text, ', '), '') FROM pg_proc
            WHERE pronamespace = 'registry'::regnamespace
                  AND (prosecdef OR proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp'])""";

    private final TestedServer server;

    SchemaTest(TestedServer server) throws SQLException {
        this.server = server;
        renew();
    }

    private void renew() throws SQLException {
        server.sql("postgres", "DROP DATABASE IF EXISTS dayfly WITH (FORCE)");
    }

    private void makeAsSchema8() throws SQLException {
        server.sql(
                "postgres", "CREATE DATABASE dayfly OWNER " + server.cluster().maintenanceRole());
        asMaintenance(script());
    }

    private void asMaintenance(String sql) throws SQLException {
        try (Connection connection = server.cluster().connect("dayfly");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String script() {
        try (InputStream in = SchemaTest.class.getResourceAsStream("schema-8.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRegistryOfSchema8KeepsWhatItHolds() throws SQLException {
        makeAsSchema8();
        asMaintenance(ROWS);
        String before = server.ask("dayfly", CONTENT);
        try (Registry registry = Registry.open(server.cluster())) {
            assertThat(server.ask("dayfly", CONTENT))
                    .isEqualTo(before.replace("promised", "reserved")
                            .replaceAll(
                                    "(\"sequences\":[^}]*)}",
                                    "$1,\"sessions\":0,\"size\":null,\"note\":null,\"after\":null}")
                            .replace("\"key\":\"old\"}", "\"key\":\"old\",\"kind\":\"database\"}"));
            assertThat(new Leases(registry.pool()).join(new Key("k"), LeaseKind.DATABASE, Optional.empty()))
                    .isInstanceOf(JoinOutcome.Joined.class);
        }
        assertThat(server.ask("dayfly", "SELECT count(*) FROM registry.ls")).isEqualTo("6");
    }

    @Test
    void aMigratedRegistryHasTheCatalogOfANewOne() throws SQLException {
        Registry.open(server.cluster()).close();
        String fresh = server.ask("dayfly", CATALOG);
        renew();
        makeAsSchema8();
        Registry.open(server.cluster()).close();
        assertThat(server.ask("dayfly", CATALOG)).isEqualTo(fresh);
    }

    @Test
    void aMigrationKeepsARightThatAnAdministratorGranted() throws SQLException {
        makeAsSchema8();
        asMaintenance("GRANT SELECT ON registry.ls TO pg_monitor");
        Registry.open(server.cluster()).close();
        assertThat(server.ask("dayfly", "SELECT has_table_privilege('pg_monitor', 'registry.ls', 'SELECT')"))
                .isEqualTo("t");
    }

    @Test
    void aRegistryThatADayflyUsesIsNotMigrated() throws SQLException {
        makeAsSchema8();
        try (Connection older = server.cluster().connect("dayfly");
                Statement statement = older.createStatement()) {
            statement.execute("LISTEN dayfly_reclaiming");
            String before = server.ask("dayfly", CATALOG);
            assertThatThrownBy(() -> Registry.open(server.cluster()))
                    .isInstanceOf(UnusableServerException.class)
                    .hasMessage("the registry has schema 8, and dayflies that run use it (1); stop all of them, then"
                            + " start this one, which brings the registry to schema 16");
            assertThat(server.ask("dayfly", CATALOG)).isEqualTo(before);
        }
    }

    @Test
    void aRegistryOlderThanSchema8IsRefusedAndLeftAlone() throws SQLException {
        makeAsSchema8();
        asMaintenance("DELETE FROM registry.schema_version WHERE version = 8");
        String before = server.ask("dayfly", CATALOG);
        assertThatThrownBy(() -> Registry.open(server.cluster()))
                .isInstanceOf(UnusableServerException.class)
                .hasMessage("the registry was written by an older dayfly (schema 7, this one migrates schema 8);"
                        + " first start a dayfly that migrates it to schema 8");
        assertThat(server.ask("dayfly", CATALOG)).isEqualTo(before);
    }

    @Test
    void aRegistryInSchemaPublicIsRefusedAndLeftAlone() throws SQLException {
        server.sql(
                "postgres", "CREATE DATABASE dayfly OWNER " + server.cluster().maintenanceRole());
        asMaintenance("CREATE TABLE public.schema_version (); CREATE TABLE public.lease ()");
        assertThatThrownBy(() -> Registry.open(server.cluster()))
                .isInstanceOf(UnusableServerException.class)
                .hasMessageStartingWith("the registry was written by an older dayfly (schema 5 or older,");
        assertThat(server.ask("dayfly", "SELECT count(*) FROM pg_namespace WHERE nspname = 'registry'"))
                .isEqualTo("0");
    }

    @Test
    void noFunctionRunsWithTheRightsOfItsOwnerOrWithThePathOfItsCaller() throws SQLException {
        Registry.open(server.cluster()).close();
        assertThat(server.ask("dayfly", TRAPS)).isEqualTo("0");
        assertThat(server.ask("dayfly", "SELECT has_schema_privilege('pg_monitor', 'registry', 'USAGE')"))
                .isEqualTo("f");
    }
}
