package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dayfly.Sql;
import org.dayfly.config.Preparation;
import org.dayfly.config.TemplateSettings;
import org.dayfly.config.TemplatesSettings;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Production dumps and init scripts make templates as they are, and reach nothing beyond the template's database. */
@ParameterizedClass
@ArgumentsSource(EveryServer.class)
class TemplateScriptsTest {
    private static final Key NAME = new Key("shop");

    private final DatabasesFixture house;
    private final DatabasesInTurn databases;
    private final boolean superuser;

    private Path folder;

    TemplateScriptsTest(TestedServer server) throws SQLException {
        house = new DatabasesFixture(server);
        databases = house.databases();
        superuser = !server.cluster().maintenanceRole().equals(EveryServer.MAKER);
    }

    @BeforeEach
    void aDatabaseOfTheTeam(@TempDir Path scripts) throws SQLException {
        folder = scripts;
        server("DROP DATABASE IF EXISTS shop_live WITH (FORCE)");
        server("CREATE DATABASE shop_live OWNER " + house.server.cluster().maintenanceRole());
        server("DROP ROLE IF EXISTS app_there");
        server("CREATE ROLE app_there");
        house.server.sql("shop_live", "CREATE TABLE precious ()");
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
        server("DROP DATABASE shop_live");
        server("DROP ROLE IF EXISTS app_there");
    }

    private void server(String sql) throws SQLException {
        house.server.sql("postgres", sql);
    }

    private void prepare(List<String> extensions, String... scripts) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String script : scripts) {
            files.add(Files.writeString(folder.resolve("script" + files.size() + ".sql"), script));
        }
        databases
                .databases()
                .prepare(
                        new TemplatesSettings(
                                Preparation.NONE,
                                Map.of(
                                        NAME.value(),
                                        new TemplateSettings(
                                                new Preparation(files, extensions),
                                                Optional.empty(),
                                                Optional.empty()))),
                        line -> {});
    }

    /** A session on a new copy of what the scripts make. */
    private Connection copy(String... scripts) throws Exception {
        prepare(List.of(), scripts);
        return copy();
    }

    private Connection copy() throws SQLException {
        return house.session(databases.make(DatabasesFixture.copyOf(NAME)).name());
    }

    private static String ask(Connection session, String sql) throws SQLException {
        return new Query<>(sql, row -> row.getString(1)).first(session).orElse("no row");
    }

    private void fails(String script) throws Exception {
        prepare(List.of(), script);
        assertThatThrownBy(this::copy).as(script).hasMessageContaining("could not be made");
        nothingIsLeft();
    }

    private void nothingIsLeft() throws SQLException {
        house.reaper.tick();
        assertThat(
                        house.server.ask(
                                "postgres",
                                "SELECT coalesce(string_agg(rolname, ' '), 'none') FROM pg_roles WHERE rolname LIKE 'app%' AND rolname <> 'app_there'"
                                        + " OR rolname LIKE 'dayfly\\_%' AND rolname <> 'dayfly_sealed' AND rolname NOT IN (SELECT datname FROM pg_database)"))
                .isEqualTo("none");
        assertThat(house.server.ask("shop_live", "SELECT count(*) FROM precious"))
                .isEqualTo("0");
    }

    @Test
    void trustedExtensionsBelongToEachCopy() throws Exception {
        prepare(List.of("citext"), "CREATE EXTENSION IF NOT EXISTS hstore; CREATE TABLE t (a citext, b hstore)");
        try (Connection copy = copy()) {
            assertThat(ask(
                            copy,
                            "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"
                                    + " WHERE extowner = current_user::regrole"))
                    .isEqualTo("citext hstore");
            Sql.run(copy, "DROP EXTENSION citext CASCADE; DROP EXTENSION hstore CASCADE");
            assertThat(
                            ask(
                                    copy,
                                    "SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped"))
                    .isEqualTo("0");
        }
        prepare(List.of("citext"));
        try (Connection copy = copy()) {
            Sql.run(copy, "DROP EXTENSION citext");
        }
        nothingIsLeft();
    }

    @Test
    void rightsAreLentAgainInOneTransaction() throws Exception {
        assumeTrue(house.server
                .cluster()
                .maintenanceRole()
                .equals(house.server.admin().maintenanceRole()));
        try (Connection copy = copy("""
                BEGIN; DROP PUBLICATION IF EXISTS p; CREATE PUBLICATION p FOR ALL TABLES; DROP PUBLICATION p;
                CREATE PUBLICATION p FOR ALL TABLES; COMMIT;""")) {
            assertThat(ask(copy, "SELECT pubname::text FROM pg_publication")).isEqualTo("p");
        }
    }

    @Test
    void aDumpMakesItsDatabaseAndRolesNowhere() throws Exception {
        try (Connection copy = copy("""
                SET statement_timeout = 0; SET transaction_timeout = 0; SET client_encoding = 'UTF8';
                SELECT pg_catalog.set_config('search_path', '', false);
                CREATE ROLE app_reader; ALTER ROLE app_reader WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$x'; GRANT app_reader TO app_owner;
                ALTER ROLE app_reader IN DATABASE shop_live SET work_mem TO '1MB';
                CREATE TABLESPACE fast OWNER app_owner LOCATION '/fast';
                DROP DATABASE IF EXISTS shop_live;
                CREATE DATABASE shop_live WITH TEMPLATE = template0 ENCODING = 'UTF8' LC_COLLATE = 'C' TABLESPACE = fast;
                ALTER DATABASE shop_live OWNER TO app_owner; ALTER DATABASE shop_live SET "DateStyle" TO 'SQL, DMY';
                \\connect -reuse-previous=on "dbname='shop_live'"
                SET search_path = public;
                COMMENT ON DATABASE shop_live IS 'the shop';
                ALTER DATABASE shop_live SET work_mem TO '5MB'; ALTER DATABASE shop_live SET Shop.name = 'live';
                ALTER DATABASE shop_live SET log_statement = 'all'; ALTER DATABASE shop_live SET search_path = app, "A b";
                REVOKE CONNECT, TEMPORARY ON DATABASE shop_live FROM PUBLIC; GRANT CONNECT ON DATABASE shop_live TO app_reader;
                CREATE SCHEMA app AUTHORIZATION app_owner; CREATE SCHEMA IF NOT EXISTS AUTHORIZATION app_owner;
                SET default_tablespace = fast;
                CREATE TABLE app.item (id int PRIMARY KEY, owner text);
                ALTER TABLE app.item OWNER TO app_owner; ALTER TABLE app.item RENAME owner TO holder;
                SET SESSION AUTHORIZATION app_owner; SET ROLE app_owner;
                CREATE FUNCTION app.f(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a';
                ALTER FUNCTION app.f(a int, b int) OWNER TO "app owner";
                RESET ROLE; RESET SESSION AUTHORIZATION;
                COPY app.item FROM stdin;
                1	DROP DATABASE shop_live;
                2	\\\\connect postgres
                \\.
                REVOKE ALL ON FUNCTION app.f(a int, b int) FROM PUBLIC;
                GRANT SELECT (id), UPDATE ON TABLE app.item TO app_reader, app_there, "odd, role", PUBLIC;
                REVOKE GRANT OPTION FOR ALL ON app.item FROM app_there;
                GRANT ALL ON SCHEMA app TO app_reader;
                ALTER DEFAULT PRIVILEGES FOR ROLE app_there IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;
                ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO app_reader, app_there;
                CREATE POLICY p ON app.item TO app_there, CURRENT_USER USING (true);
                DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''6MB''', current_database()); END $$;
                SELECT pg_catalog.lo_create('4711'); ALTER LARGE OBJECT 4711 OWNER TO app_owner;""")) {
            assertThat(ask(copy, "SELECT string_agg(holder, ' ' ORDER BY id) FROM app.item"))
                    .isEqualTo("DROP DATABASE shop_live; \\connect postgres");
            assertThat(ask(copy, "SELECT relacl::text FROM pg_class WHERE relname = 'item'"))
                    .contains("app_there=w/", "{" + ask(copy, "SELECT current_user") + "=", ",=w/");
            assertThat(ask(
                            copy,
                            "SELECT setconfig::text FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM"
                                    + " pg_database WHERE datname = current_database())"))
                    .isEqualTo("{\"DateStyle=SQL, DMY\",\"search_path=app, \\\"A b\\\"\",work_mem=6MB}");
            Sql.run(
                    copy,
                    "ALTER TABLE app.item ADD note text; DROP TABLE app.item; DROP SCHEMA app CASCADE; DROP SCHEMA app_owner;"
                            + " SELECT lo_unlink(4711)");
        }
        nothingIsLeft();
    }

    @Test
    void aFileMayBeRunAgainAndByAnotherTemplate() throws Exception {
        String script =
                "CREATE ROLE app_reader NOLOGIN; CREATE TABLE item (id int); GRANT SELECT ON item TO app_reader;"
                        + "INSERT INTO item VALUES (1);";
        copy(script).close();
        try (Connection copy = copy(script + "INSERT INTO item VALUES (2);")) {
            assertThat(ask(copy, "SELECT count(*) FROM item")).isEqualTo("2");
        }
        nothingIsLeft();
    }

    @Test
    void doBlocksAndFunctionsReachNothingBeyond() throws Exception {
        for (String statement : List.of(
                "ALTER DATABASE shop_live RENAME TO mine",
                "ALTER DATABASE shop_live OWNER TO CURRENT_USER",
                "CREATE ROLE app_made",
                "ALTER ROLE app_there LOGIN",
                "DROP ROLE app_there",
                "GRANT app_there TO CURRENT_USER",
                "SET ROLE " + house.server.cluster().maintenanceRole(),
                "SET SESSION AUTHORIZATION " + house.server.cluster().maintenanceRole(),
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "COPY (SELECT 1) TO '/tmp/x'",
                "PERFORM pg_read_file('PG_VERSION')",
                "PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dayfly'")) {
            String run = statement.startsWith("PERFORM") ? statement : "EXECUTE '" + statement.replace("'", "''") + "'";
            fails("CREATE TABLE t (); RESET ROLE; DO $$ BEGIN " + run + "; END $$;");
        }
    }

    @Test
    void whatOnlyASuperuserMayDoIsDone() throws Exception {
        assumeTrue(superuser);
        try (Connection copy = copy("""
                CREATE TABLE seen (who text, tag text);
                CREATE FUNCTION spy() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO public.seen VALUES (current_user, tg_tag); END $$;
                BEGIN;
                CREATE EVENT TRIGGER spy ON ddl_command_end EXECUTE FUNCTION spy();
                ALTER EVENT TRIGGER spy ENABLE ALWAYS;
                COMMENT ON EVENT TRIGGER spy IS 'sees all';
                CREATE EXTENSION IF NOT EXISTS dblink WITH SCHEMA public;
                COMMENT ON EXTENSION dblink IS 'connects';
                SAVEPOINT s;
                CREATE FUNCTION leak(int) RETURNS bool LANGUAGE sql IMMUTABLE LEAKPROOF SECURITY DEFINER AS 'SELECT true';
                ROLLBACK TO s;
                CREATE FUNCTION leak(int) RETURNS text LANGUAGE plpgsql LEAKPROOF SECURITY DEFINER AS 'BEGIN RETURN current_user; END';
                CREATE FUNCTION same(int, int) RETURNS bool LANGUAGE internal IMMUTABLE AS 'int4eq';
                CREATE FUNCTION linked() RETURNS text[] LANGUAGE c AS '$libdir/dblink', 'dblink_get_connections';
                CREATE FOREIGN DATA WRAPPER w; COMMIT;
                CREATE SERVER s FOREIGN DATA WRAPPER w;
                CREATE OPERATOR CLASS odd FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
                CREATE PUBLICATION everything FOR ALL TABLES;
                SET session_replication_role = replica; RESET session_replication_role;
                CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a);
                ALTER TABLE public.b DISABLE TRIGGER ALL; INSERT INTO b VALUES (1); ALTER TABLE ONLY b ENABLE TRIGGER ALL;
                CREATE TABLE result AS SELECT leak(1) = current_user AS mine, same(1, 1) AS same, linked() IS NULL AS linked;""")) {
            assertThat(ask(copy, "SELECT r::text FROM result r")).isEqualTo("(t,t,t)");
            String maintenance = house.server.cluster().maintenanceRole();
            assertThat(ask(copy, "SELECT count(*) FROM seen WHERE who = '" + maintenance + "'"))
                    .isEqualTo("0");
            assertThat(ask(copy, "SELECT count(*) > 2 FROM seen")).isEqualTo("t");
            assertThat(ask(copy, "SELECT string_agg(evtenabled::text, '') FROM pg_event_trigger"))
                    .isEqualTo("A");
            assertThat(ask(copy, "SELECT evtowner::regrole::text FROM pg_event_trigger"))
                    .isEqualTo(maintenance);
            assertThat(ask(copy, "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'leak'"))
                    .isEqualTo(ask(copy, "SELECT current_user"));
            Sql.run(copy, "DROP FUNCTION leak; DROP OPERATOR CLASS odd USING hash; DROP SERVER s; DROP TABLE a, b");
        }
        nothingIsLeft();
    }

    @Test
    void whatIsLentIsNotLeftToTheScript() throws Exception {
        assumeTrue(superuser);
        fails("CREATE FUNCTION f(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'; SELECT f('PG_VERSION');");
        fails("CREATE FUNCTION f() RETURNS void LANGUAGE c AS '/tmp/evil';");
        fails(
                "CREATE FUNCTION v(text[], oid) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN CREATE ROLE app_made; RETURN true; END $$;"
                        + "CREATE FOREIGN DATA WRAPPER w VALIDATOR v;");
        fails("CREATE EXTENSION dblink; SELECT dblink_connect_u('dbname=shop_live');");
        fails("CREATE EXTENSION dblink; SET ROLE x; DO $$ BEGIN EXECUTE 'SET ROLE "
                + house.server.cluster().maintenanceRole() + "'; END $$;");
    }

    @Test
    void extensionsOfTheSettingsAreThereAndMayBeCommentedOn() throws Exception {
        prepare(
                List.of("citext"),
                "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;"
                        + "COMMENT ON EXTENSION citext IS 'any case'; CREATE TABLE t (a citext); CREATE EXTENSION pgcrypto;");
        try (Connection copy = copy()) {
            assertThat(ask(copy, "SELECT count(*) FROM pg_extension WHERE extname IN ('citext', 'pgcrypto')"))
                    .isEqualTo("2");
        }
        nothingIsLeft();
    }

    @Test
    void eventTriggersDoNotFireForDayflysOwnWork() throws Exception {
        assumeTrue(superuser);
        try (Connection copy = copy("""
                CREATE TABLE ddl_log (tag text NOT NULL); CREATE TABLE item (id int PRIMARY KEY);
                CREATE FUNCTION note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO ddl_log (tag) VALUES (tg_tag); END $$;
                CREATE FUNCTION frozen() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'this schema is changed by migrations alone'; END $$;
                CREATE EVENT TRIGGER note_ddl ON ddl_command_end EXECUTE FUNCTION note_ddl();
                CREATE EVENT TRIGGER frozen ON ddl_command_start WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION frozen();
                ALTER EVENT TRIGGER frozen ENABLE REPLICA;""")) {
            assertThat(ask(copy, "SELECT count(*) FROM ddl_log")).isEqualTo("0");
            Sql.run(copy, "ALTER TABLE item ADD note text");
            assertThat(ask(copy, "SELECT count(*) FROM ddl_log")).isEqualTo("1");
            assertThat(ask(copy, "SELECT string_agg(evtenabled::text, '' ORDER BY evtname) FROM pg_event_trigger"))
                    .isEqualTo("RO");
        }
    }

    @Test
    void theFunctionOfAnEventTriggerNeverRunsAsDayfly() throws Exception {
        assumeTrue(superuser);
        Key key = new Key("attacker");
        boolean login = house.server.major() >= 17;
        prepare(
                List.of(),
                "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                        + "CREATE EVENT TRIGGER ddl ON ddl_command_start EXECUTE FUNCTION f();"
                        + (login ? "CREATE EVENT TRIGGER login ON login EXECUTE FUNCTION f();" : ""));
        DatabaseName name = databases.share(key, DatabasesFixture.copyOf(NAME)).name();
        try (Connection session = house.session(name)) {
            Sql.run(
                    session,
                    "CREATE OR REPLACE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN CREATE ROLE app_made; END IF; END $$;"
                            + " CREATE TABLE t ()");
        }
        databases.rest(name, java.time.Duration.ZERO);
        try (Connection copy =
                house.session(databases.make(DatabasesFixture.copyOf(key)).name())) {
            assertThat(ask(copy, "SELECT count(*) FROM t")).isEqualTo("0");
        }
        nothingIsLeft();
    }

    @Test
    void whatADatabaseSetsForItsSessionsIsNothingToDayfly() throws Exception {
        try (Connection copy =
                copy("""
                CREATE TABLE t (); DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I SET statement_timeout = 200', current_database());
                EXECUTE format('ALTER DATABASE %I SET search_path = odd', current_database());
                EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 0', current_database());
                END $$;""", "CREATE TABLE public.u (); SELECT pg_sleep(0.5); CREATE TABLE public.v AS SELECT 1 AS a")) {
            assertThat(ask(copy, "SHOW search_path")).isEqualTo("odd");
        }
    }
}
