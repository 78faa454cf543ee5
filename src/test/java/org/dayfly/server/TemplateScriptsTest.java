package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Production dumps and init scripts make templates without changes to the files. */
@ParameterizedClass
@ArgumentsSource(EveryServer.class)
final class TemplateScriptsTest extends TemplateScriptsFixture {
    TemplateScriptsTest(TestedServer server) throws SQLException {
        super(server);
    }

    @Test
    void trustedExtensionsBelongToEachCopy() throws Exception {
        prepare(List.of("citext"), "CREATE EXTENSION IF NOT EXISTS hstore; CREATE TABLE t (a citext, b hstore)");
        try (Connection copy = copy()) {
            assertThat(Sql.ask(
                            copy,
                            "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"
                                    + " WHERE extowner = current_user::regrole"))
                    .isEqualTo("citext hstore");
            Sql.run(copy, "DROP EXTENSION citext CASCADE; DROP EXTENSION hstore CASCADE");
            assertThat(
                            Sql.ask(
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
    void aDumpMakesNeitherItsDatabaseNorItsRolesOnTheServer() throws Exception {
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
            assertThat(Sql.ask(copy, "SELECT string_agg(holder, ' ' ORDER BY id) FROM app.item"))
                    .isEqualTo("DROP DATABASE shop_live; \\connect postgres");
            assertThat(Sql.ask(copy, "SELECT relacl::text FROM pg_class WHERE relname = 'item'"))
                    .contains("app_there=w/", "{" + Sql.ask(copy, "SELECT current_user") + "=", ",=w/");
            assertThat(Sql.ask(
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
    void aFileMayBeRunAgainAndForAnotherTemplate() throws Exception {
        String script =
                "CREATE ROLE app_reader NOLOGIN; CREATE TABLE item (id int); GRANT SELECT ON item TO app_reader;"
                        + "INSERT INTO item VALUES (1);";
        copy(script).close();
        try (Connection copy = copy(script + "INSERT INTO item VALUES (2);")) {
            assertThat(Sql.ask(copy, "SELECT count(*) FROM item")).isEqualTo("2");
        }
        nothingIsLeft();
    }

    @Test
    void extensionsOfTheSettingsExistAndMayBeCommentedOn() throws Exception {
        prepare(
                List.of("citext"),
                "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;"
                        + "COMMENT ON EXTENSION citext IS 'any case'; CREATE TABLE t (a citext); CREATE EXTENSION pgcrypto;");
        try (Connection copy = copy()) {
            assertThat(Sql.ask(copy, "SELECT count(*) FROM pg_extension WHERE extname IN ('citext', 'pgcrypto')"))
                    .isEqualTo("2");
        }
        nothingIsLeft();
    }

    @Test
    void anExtensionThatTheServerLacksIsNamedToTheClientAndInTheLogWithItsPackage() throws Exception {
        String step = "install the extension on the machine of the server (Debian package postgresql-"
                + setup.server.major() + "-pgvector), and send SIGHUP to dayfly";
        try (TemplateErrors errors = new TemplateErrors()) {
            prepare(List.of("citext", "vector"));
            assertThat(errors.of("template shop"))
                    .contains("template shop: extension \"vector\" is not available; " + step);
        }
        lacksVector(step);
        try (TemplateErrors errors = new TemplateErrors()) {
            prepare(List.of(), "SELECT 1;\nCREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;");
            assertThat(errors.of("template shop"))
                    .hasValueSatisfying(line -> assertThat(line)
                            .startsWith("template shop: " + folder.resolve("script0.sql") + ", line 2: ")
                            .contains("vector")
                            .endsWith("; " + step)
                            .doesNotContain("hint: "));
        }
        lacksVector(step);
        nothingIsLeft();
    }

    private void lacksVector(String step) {
        ClientError refusal = catchThrowableOfType(ClientError.class, this::copy);
        assertThat(refusal.sqlState()).isEqualTo("58000");
        assertThat(refusal)
                .hasMessage("template \"shop\" of proxy.conf could not be made into a database: extension \"vector\" is"
                        + " not available");
        assertThat(refusal.hint()).isEqualTo(step);
    }

    @Test
    void settingsOfADatabaseDoNotAffectDayflysOwnSessions() throws Exception {
        try (Connection copy =
                copy("""
                CREATE TABLE t (); DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I SET statement_timeout = 200', current_database());
                EXECUTE format('ALTER DATABASE %I SET search_path = odd', current_database());
                EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 0', current_database());
                END $$;""", "CREATE TABLE public.u (); SELECT pg_sleep(0.5); CREATE TABLE public.v AS SELECT 1 AS a")) {
            assertThat(Sql.ask(copy, "SHOW search_path")).isEqualTo("odd");
        }
    }
}
