package org.dayfly.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.dayfly.script.parse.Script;
import org.dayfly.script.parse.ScriptStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdict on each statement of a script. A statement is known by its words, in any position and spelling. */
@ExtendWith(TestServer.class)
final class ScriptJudgeTest {
    private final Connection connection;

    ScriptJudgeTest(Cluster cluster) throws SQLException {
        connection = cluster.connect("postgres");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** The verdict on each step: a word, and the text that belongs to it. */
    private List<String> verdicts(String script) throws Exception {
        ScriptJudge judge = new ScriptJudge(new ServerFacts(connection, true), true);
        List<String> verdicts = new ArrayList<>();
        try (Script read =
                Script.of(Path.of("x.sql"), new ByteArrayInputStream(script.getBytes(UTF_8)), judge::plainStrings)) {
            for (Optional<ScriptStep> step = read.next(); step.isPresent(); step = read.next()) {
                verdicts.add(judge.judge(step.get()).visit(new InWords()));
            }
        }
        return verdicts;
    }

    private static final class InWords implements Verdict.Visitor<String, RuntimeException> {
        @Override
        public String run(String sql) {
            return "run " + sql;
        }

        @Override
        public String runWithLentRole() {
            return "lend";
        }

        @Override
        public String passOver(String what) {
            return "pass " + what;
        }

        @Override
        public String refuse(String why) {
            return "refuse " + why;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER SYSTEM SET work_mem = '1MB'",
                "alter /* x */ system reset all",
                "COPY t FROM '/etc/passwd'",
                "COPY (SELECT a FROM t) TO E'/tmp/x'",
                "COPY t (a, b) FROM PROGRAM $$date$$",
                "copy t to program 'cat'",
                "LOAD 'auto_explain'",
                "PREPARE TRANSACTION 'x'",
                "COMMIT PREPARED 'x'",
                "CREATE SUBSCRIPTION s CONNECTION 'host=prod' PUBLICATION p",
                "CREATE SUBSCRIPTION s CONNECTION 'host=prod' PUBLICATION p WITH (connect = true)",
                "\\connect shop",
                "\\c \"host=prod dbname=shop\"",
                "CREATE DATABASE b; CREATE TABLE t (); \\connect b\nCREATE TABLE t ()",
                "CREATE DATABASE a; CREATE DATABASE b; \\connect a\nINSERT INTO t VALUES (1); \\c b\nSELECT 1",
                "\\connect template1\nCREATE TABLE t (); \\connect postgres\nCREATE TABLE t ()"
            })
    void refusesStatementsThatReachBeyondTheDatabase(String script) throws Exception {
        List<String> verdicts = verdicts(script);
        assertThat(verdicts.get(verdicts.size() - 1)).startsWith("refuse ").contains("; ");
        assertThat(verdicts.subList(0, verdicts.size() - 1)).noneMatch(verdict -> verdict.startsWith("refuse"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP DATABASE IF EXISTS shop",
                "create -- x\ndatabase \"odd; name\"",
                "ALTER DATABASE shop SET TABLESPACE fast",
                "ALTER DATABASE shop SET Role TO app",
                "ALTER DATABASE shop SET default_tablespace = fast",
                "ALTER DATABASE shop SET shop.name = live",
                "ALTER DATABASE shop SET log_statement = 'all'",
                "ALTER DATABASE shop SET session_preload_libraries = 'x'",
                "ALTER DATABASE template1 SET work_mem = '1MB'",
                "ALTER DATABASE postgres RESET ALL",
                "COMMENT ON DATABASE shop IS 'x'",
                "SECURITY LABEL FOR selinux ON DATABASE shop IS 'x'",
                "CREATE DATABASE shop; \\connect shop",
                "CREATE DATABASE shop; \\connect -reuse-previous=on \"dbname='shop'\"",
                "\\connect template1",
                "CREATE USER app PASSWORD 'x'",
                "ALTER ROLE app SET work_mem = '1MB'",
                "DROP GROUP app",
                "GRANT app TO postgres WITH ADMIN OPTION GRANTED BY postgres",
                "REVOKE ADMIN OPTION FOR a FROM b",
                "GRANT ALL ON DATABASE shop TO app",
                "GRANT CREATE ON TABLESPACE fast TO PUBLIC",
                "GRANT SET ON PARAMETER work_mem TO PUBLIC",
                "GRANT SELECT (a, b), INSERT ON TABLE t TO nobody_here",
                "REVOKE ALL ON FUNCTION f(a int, OUT b int) FROM GROUP nobody_here CASCADE",
                "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO PUBLIC",
                "ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO PUBLIC",
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO nobody_here",
                "ALTER TABLE ONLY s.t OWNER TO nobody_here",
                "ALTER AGGREGATE a(int, int) OWNER TO \"a b\"",
                "ALTER TABLE owner OWNER TO CURRENT_USER",
                "SET SESSION AUTHORIZATION 'app'",
                "SET LOCAL ROLE app",
                "RESET ROLE",
                "REASSIGN OWNED BY a TO b",
                "DROP OWNED BY app",
                "CREATE USER MAPPING IF NOT EXISTS FOR nobody_here SERVER s OPTIONS (user 'x')",
                "CREATE TABLESPACE fast LOCATION '/fast'",
                "SET default_tablespace = fast",
                "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false, slot_name = 's')",
                "ALTER SUBSCRIPTION s OWNER TO x",
                "CHECKPOINT"
            })
    void passesOverStatementsThatAreNotPartOfTheContent(String script) throws Exception {
        assertThat(verdicts(script)).allMatch(verdict -> verdict.startsWith("pass "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE EXTENSION citext", "CREATE EXTENSION IF NOT EXISTS \"pg_trgm\" WITH SCHEMA public"})
    void makesATrustedExtensionAsTheRoleOfTheScript(String script) throws Exception {
        assertThat(verdicts(script)).containsExactly("run " + script);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE EXTENSION IF NOT EXISTS dblink",
                "CREATE EXTENSION earthdistance CASCADE",
                "CREATE EXTENSION citext VERSION '1.6'",
                "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()",
                "CREATE FOREIGN DATA WRAPPER w",
                "CREATE OPERATOR CLASS o FOR TYPE int USING btree AS OPERATOR 1 <",
                "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '$libdir/x', 'f'",
                "CREATE OR REPLACE FUNCTION f(int, int) RETURNS bool AS 'int4eq' LANGUAGE internal",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'",
                "ALTER FUNCTION f() LEAKPROOF",
                "CREATE TYPE s.t (INPUT = i, OUTPUT = o)",
                "CREATE PUBLICATION p FOR ALL TABLES",
                "SET session_replication_role = 'replica'",
                "RESET session_replication_role",
                "ALTER TABLE ONLY s.t DISABLE TRIGGER ALL"
            })
    void lendsTheRoleThatAStatementForSuperusersNeeds(String script) throws Exception {
        assertThat(verdicts(script)).containsExactly("lend");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'DROP DATABASE x'",
                "DO $$ BEGIN EXECUTE 'DROP DATABASE x'; END $$",
                "CREATE TABLE database (role int)",
                "INSERT INTO t VALUES ('\n\\connect x\n')",
                "ALTER TABLE t RENAME COLUMN owner TO x",
                "ALTER TABLE t RENAME owner TO x",
                "ALTER TYPE t RENAME ATTRIBUTE owner TO x",
                "GRANT SELECT ON t TO PUBLIC",
                "GRANT SELECT ON \"database\" TO CURRENT_USER",
                "DROP OWNED BY CURRENT_USER",
                "CREATE FOREIGN DATA WRAPPER w VALIDATOR v",
                "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '/tmp/x', 'f'",
                "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '$libdir/../x', 'f'",
                "CREATE FUNCTION f(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'",
                "ALTER TABLE t DISABLE TRIGGER ALL, ALTER a TYPE int USING f()",
                "ALTER FUNCTION f() NOT LEAKPROOF",
                "CREATE TYPE t AS (a int)",
                "CREATE TYPE t",
                "COPY (SELECT * FROM t) TO stdout",
                "SET search_path = a, b"
            })
    void runsAllOtherStatementsUnchanged(String script) throws Exception {
        assertThat(verdicts(script)).containsExactly("run " + script);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " SET search_path TO a, b",
                " set \"DateStyle\" = 'German'",
                " SET statement_timeout FROM CURRENT",
                " RESET work_mem",
                " RESET ALL"
            })
    void appliesSettingsOfADatabaseToTheDatabaseThatIsMade(String change) throws Exception {
        assertThat(verdicts("ALTER DATABASE shop" + change))
                .containsExactly("run ALTER DATABASE \"postgres\"" + change);
    }

    @Test
    void takesMissingRolesOutOfLists() throws Exception {
        assertThat(verdicts("GRANT SELECT ON t TO nobody_here, PUBLIC, \"a, b\" , CURRENT_USER WITH GRANT OPTION;"
                        + "CREATE SCHEMA é AUTHORIZATION nobody CREATE TABLE t (); CREATE SCHEMA AUTHORIZATION \"A\""))
                .containsExactly(
                        "run GRANT SELECT ON t TO PUBLIC, CURRENT_USER WITH GRANT OPTION",
                        "run CREATE SCHEMA é  CREATE TABLE t ()",
                        "run CREATE SCHEMA \"A\"");
    }

    @Test
    void readsStringsAsTheScriptSays() throws Exception {
        assertThat(verdicts("SET standard_conforming_strings = off; SELECT '\\'; DROP DATABASE x;';"
                        + "SET standard_conforming_strings = on; SELECT '\\'; DROP DATABASE x;"))
                .hasSize(5)
                .last()
                .isEqualTo("pass the database itself");
    }
}
