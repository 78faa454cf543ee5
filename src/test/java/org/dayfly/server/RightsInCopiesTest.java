package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The owner of a copy can do with the copy all that the owner of the source can do with the source. */
@ParameterizedClass
@ArgumentsSource(Families.class)
class RightsInCopiesTest {
    private final Family family;

    RightsInCopiesTest(Family family) {
        this.family = family;
    }

    @ParameterizedTest
    @EnumSource
    void theOwnerAltersAndDropsCopiedObjects(ObjectKind kind) throws SQLException {
        for (String schema : List.of("own", "built")) {
            undone(family.inCopy(), kind.alter(schema), kind.drop(schema));
            undone(family.inGrandchild(), kind.alter(schema), kind.drop(schema));
        }
        undone(family.inGrandchild(), kind.alter("recent"), kind.drop("recent"));
    }

    @Test
    void theOwnerAltersAndDropsExtensions() throws SQLException {
        undone(family.inCopy(), "ALTER EXTENSION citext UPDATE", "DROP EXTENSION citext", "DROP EXTENSION pgcrypto");
        undone(
                family.inGrandchild(),
                "ALTER EXTENSION citext UPDATE",
                "DROP EXTENSION citext",
                "DROP EXTENSION hstore");
    }

    @Test
    void theOwnerReadsWritesCallsAndMakesObjects() throws SQLException {
        for (Connection session : List.of(family.inCopy(), family.inGrandchild())) {
            undone(
                    session,
                    "INSERT INTO own.plain (v) SELECT own.digest(v, 'sha1')::text FROM built.plain",
                    "UPDATE own.plain SET v = 'changed'; SELECT own.f(1); CALL built.p(1, NULL)",
                    "CREATE SCHEMA s; CREATE TABLE s.t (id int REFERENCES own.plain); CREATE TABLE public.t (m own.mood)",
                    "CREATE TABLE own.t (LIKE built.plain INCLUDING ALL); CREATE TEMPORARY TABLE t (a int)",
                    "CREATE EXTENSION pg_trgm; CREATE VIEW v AS SELECT * FROM own.seen; TABLE v");
        }
    }

    @Test
    void statementsThatNeedTheOwnerWorkAsInTheSource() throws SQLException {
        for (Connection session : List.of(family.inCopy(), family.inGrandchild())) {
            undone(
                    session,
                    "CREATE SEQUENCE own.tied OWNED BY own.plain.id",
                    "CREATE SEQUENCE own.later; ALTER TABLE own.plain ALTER v SET DEFAULT nextval('own.later')",
                    "ALTER SEQUENCE own.later OWNED BY own.plain.v",
                    "CREATE TABLE own.t (id int); ALTER SEQUENCE own.counter OWNED BY own.t.id; DROP TABLE own.t",
                    "REASSIGN OWNED BY CURRENT_USER TO CURRENT_USER");
            String tables = "SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY 1) FROM pg_tables"
                    + " WHERE schemaname IN ('own', 'built', 'recent') AND tableowner %s current_user";
            assertThat(Sql.ask(session, tables.formatted("<>"))).isEqualTo("null");
            assertThat(Sql.ask(session, tables.formatted("="))).contains("built.plain", "own.guarded", "own.plain");
        }
        assertThat(
                        Sql.ask(
                                family.inCopy(),
                                "SELECT string_agg(extname, ' ' ORDER BY 1) FROM pg_extension WHERE extowner = current_user::regrole"))
                .isEqualTo("citext pgcrypto");
    }

    @Test
    void defaultPrivilegesAreTheSameAsInTheSource() throws SQLException {
        try (Connection source = family.session(family.source)) {
            List<String> expected = List.of(
                    "public r owner DELETE",
                    "own r PUBLIC SELECT",
                    "own S PUBLIC USAGE",
                    "own S owner USAGE grantable");
            assertThat(defaultPrivileges(source)).containsAll(expected).doesNotContain("public r owner REFERENCES");
            for (Connection session : List.of(family.inCopy(), family.inGrandchild())) {
                assertThat(defaultPrivileges(session)).isEqualTo(defaultPrivileges(source));
            }
        }
    }

    /** Default privileges in all schemas are shown as privileges in schema public. */
    private static List<String> defaultPrivileges(Connection session) throws SQLException {
        return new Query<>("""
                SELECT concat_ws(' ', coalesce(nullif(defaclnamespace::oid, 0)::regnamespace, 'public'), defaclobjtype,
                    CASE grantee WHEN 0 THEN 'PUBLIC' WHEN defaclrole THEN 'owner' ELSE grantee::regrole::text END,
                    privilege_type, CASE WHEN is_grantable THEN 'grantable' END)
                FROM pg_default_acl, aclexplode(defaclacl) WHERE defaclrole = CURRENT_USER::regrole ORDER BY 1""", row -> row.getString(1)).all(session);
    }

    @Test
    void dropOwnedEmptiesACopyAsItEmptiesTheSource() throws SQLException {
        for (Connection session : List.of(family.inCopy(), family.inGrandchild())) {
            session.setAutoCommit(false);
            try {
                Sql.run(session, "DROP OWNED BY CURRENT_USER CASCADE");
                assertThat(
                                Sql.ask(
                                        session,
                                        "SELECT count(*) FROM pg_class WHERE relnamespace IN"
                                                + " (SELECT oid FROM pg_namespace WHERE nspname IN ('own', 'built', 'recent'))"))
                        .isEqualTo("0");
                assertThat(Sql.ask(
                                session,
                                "SELECT string_agg(extname, ' ') FROM pg_extension WHERE extname <> 'plpgsql'"))
                        .isEqualTo("null");
            } finally {
                session.rollback();
                session.setAutoCommit(true);
            }
        }
    }

    @Test
    void functionsThatRunAsTheirOwnerCanMakeTables() throws SQLException {
        String function = """
                CREATE FUNCTION own.sets_up() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                CREATE TEMPORARY TABLE scratch (a int); CREATE TABLE public.lasting (a int); CREATE SCHEMA another; END $$""";
        undone(family.inCopy(), function, "SELECT own.sets_up()");
    }

    @Test
    void rowSecurityTreatsTheOwnerAsAnOwner() throws SQLException {
        for (Connection session : List.of(family.inCopy(), family.inGrandchild())) {
            assertThat(Sql.ask(session, "SELECT count(*) FROM own.guarded")).isEqualTo("2");
            undone(
                    session,
                    "ALTER TABLE own.guarded FORCE ROW LEVEL SECURITY",
                    "DO $$ BEGIN ASSERT (SELECT string_agg(who, ',') FROM own.guarded) = 'a'; END $$");
        }
    }

    @Test
    void noUserMappingOfTheSourcesRoleIsInACopy() throws SQLException {
        assertThat(Sql.ask(family.inCopy(), "SELECT count(*) FROM pg_user_mappings"))
                .isEqualTo("0");
    }

    @Test
    void theSourceKeepsItsOwner() throws SQLException {
        for (DatabaseName source : List.of(family.source, family.parent)) {
            assertThat(family.server.ask(
                            source.value(),
                            "SELECT datdba::regrole || ' ' || (SELECT extowner::regrole FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY oid DESC LIMIT 1)"
                                    + " FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo(source + " " + source);
        }
    }

    @Test
    void nothingInACopyRefersToTheRolesOfItsSources() throws SQLException {
        assertThat(referring(family.copy, family.source)).isEqualTo("none");
        assertThat(referring(family.grandchild, family.source)).isEqualTo("none");
        assertThat(referring(family.grandchild, family.parent)).isEqualTo("none");
    }

    private String referring(DatabaseName database, DatabaseName role) throws SQLException {
        return family.server.ask(database.value(), """
                SELECT coalesce(string_agg(pg_describe_object(classid, objid, objsubid) || ' ' || deptype::text, ', '), 'none')
                FROM pg_shdepend JOIN pg_database d ON d.oid = dbid AND datname = current_database()
                WHERE refobjid = '%s'::regrole""".formatted(role));
    }

    private static void undone(Connection session, String... statements) throws SQLException {
        session.setAutoCommit(false);
        try {
            for (String sql : statements) {
                Sql.run(session, sql);
            }
        } finally {
            session.rollback();
            session.setAutoCommit(true);
        }
    }
}
