package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What a script may do with the rights that dayfly lends it. A script reaches nothing beyond its database. */
@ParameterizedClass
@ArgumentsSource(EveryServer.class)
final class TemplateRightsTest extends TemplateScriptsFixture {
    TemplateRightsTest(TestedServer server) throws SQLException {
        super(server);
    }

    @Test
    void rightsAreLentSeveralTimesInOneTransaction() throws Exception {
        assumeTrue(setup.server
                .cluster()
                .maintenanceRole()
                .equals(setup.server.admin().maintenanceRole()));
        try (Connection copy = copy("""
                BEGIN; DROP PUBLICATION IF EXISTS p; CREATE PUBLICATION p FOR ALL TABLES; DROP PUBLICATION p;
                CREATE PUBLICATION p FOR ALL TABLES; COMMIT;""")) {
            assertThat(Sql.ask(copy, "SELECT pubname::text FROM pg_publication"))
                    .isEqualTo("p");
        }
    }

    @Test
    void doBlocksAndFunctionsReachNothingBeyondTheirDatabase() throws Exception {
        for (String statement : List.of(
                "ALTER DATABASE shop_live RENAME TO mine",
                "ALTER DATABASE shop_live OWNER TO CURRENT_USER",
                "CREATE ROLE app_made",
                "ALTER ROLE app_there LOGIN",
                "DROP ROLE app_there",
                "GRANT app_there TO CURRENT_USER",
                "SET ROLE " + setup.server.cluster().maintenanceRole(),
                "SET SESSION AUTHORIZATION " + setup.server.cluster().maintenanceRole(),
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "COPY (SELECT 1) TO '/tmp/x'",
                "PERFORM pg_read_file('PG_VERSION')",
                "PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dayfly'")) {
            String run = statement.startsWith("PERFORM") ? statement : "EXECUTE '" + statement.replace("'", "''") + "'";
            fails("CREATE TABLE t (); RESET ROLE; DO $$ BEGIN " + run + "; END $$;");
        }
    }

    @Test
    void statementsThatNeedASuperuserAreRun() throws Exception {
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
            assertThat(Sql.ask(copy, "SELECT r::text FROM result r")).isEqualTo("(t,t,t)");
            String maintenance = setup.server.cluster().maintenanceRole();
            assertThat(Sql.ask(copy, "SELECT count(*) FROM seen WHERE who = '" + maintenance + "'"))
                    .isEqualTo("0");
            assertThat(Sql.ask(copy, "SELECT count(*) > 2 FROM seen")).isEqualTo("t");
            assertThat(Sql.ask(copy, "SELECT string_agg(evtenabled::text, '') FROM pg_event_trigger"))
                    .isEqualTo("A");
            assertThat(Sql.ask(copy, "SELECT evtowner::regrole::text FROM pg_event_trigger"))
                    .isEqualTo(maintenance);
            assertThat(Sql.ask(copy, "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'leak'"))
                    .isEqualTo(Sql.ask(copy, "SELECT current_user"));
            Sql.run(copy, "DROP FUNCTION leak; DROP OPERATOR CLASS odd USING hash; DROP SERVER s; DROP TABLE a, b");
        }
        nothingIsLeft();
    }

    @Test
    void aScriptCannotUseLentRightsForOtherStatements() throws Exception {
        assumeTrue(superuser);
        fails("CREATE FUNCTION f(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'; SELECT f('PG_VERSION');");
        fails("CREATE FUNCTION f() RETURNS void LANGUAGE c AS '/tmp/evil';");
        fails(
                "CREATE FUNCTION v(text[], oid) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN CREATE ROLE app_made; RETURN true; END $$;"
                        + "CREATE FOREIGN DATA WRAPPER w VALIDATOR v;");
        fails("CREATE EXTENSION dblink; SELECT dblink_connect_u('dbname=shop_live');");
        fails("CREATE EXTENSION dblink; SET ROLE x; DO $$ BEGIN EXECUTE 'SET ROLE "
                + setup.server.cluster().maintenanceRole() + "'; END $$;");
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
            assertThat(Sql.ask(copy, "SELECT count(*) FROM ddl_log")).isEqualTo("0");
            Sql.run(copy, "ALTER TABLE item ADD note text");
            assertThat(Sql.ask(copy, "SELECT count(*) FROM ddl_log")).isEqualTo("1");
            assertThat(Sql.ask(copy, "SELECT string_agg(evtenabled::text, '' ORDER BY evtname) FROM pg_event_trigger"))
                    .isEqualTo("RO");
        }
    }

    @Test
    void theFunctionOfAnEventTriggerNeverRunsAsDayfly() throws Exception {
        assumeTrue(superuser);
        Key key = new Key("attacker");
        boolean login = setup.server.major() >= 17;
        prepare(
                List.of(),
                "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                        + "CREATE EVENT TRIGGER ddl ON ddl_command_start EXECUTE FUNCTION f();"
                        + (login ? "CREATE EVENT TRIGGER login ON login EXECUTE FUNCTION f();" : ""));
        DatabaseName name = databases.share(key, DatabasesFixture.copyOf(NAME)).name();
        try (Connection session = setup.session(name)) {
            Sql.run(
                    session,
                    "CREATE OR REPLACE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                            + " IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN CREATE ROLE app_made; END IF; END $$;"
                            + " CREATE TABLE t ()");
        }
        databases.rest(name, java.time.Duration.ZERO);
        try (Connection copy =
                setup.session(databases.make(DatabasesFixture.copyOf(key)).name())) {
            assertThat(Sql.ask(copy, "SELECT count(*) FROM t")).isEqualTo("0");
        }
        nothingIsLeft();
    }
}
