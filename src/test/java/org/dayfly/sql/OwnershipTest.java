package org.dayfly.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.dayfly.Sql;
import org.dayfly.server.EveryServer;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.Pair;
import org.dayfly.server.TestedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class OwnershipTest {
    private final TestedServer server;
    private final Pair pair;
    private final String database;

    OwnershipTest(TestedServer server) {
        this.server = server;
        pair = Pair.on(server);
        database = pair.copy().value();
    }

    @AfterEach
    void drop() throws SQLException {
        pair.close();
    }

    @Test
    void handsOverObjectsWhoseOwnerRevokedItsOwnRights() throws SQLException {
        try (Connection session = server.session(pair.copy(), "x")) {
            Sql.run(session, """
                    CREATE SCHEMA closed; CREATE TABLE closed.kept (); REVOKE ALL ON SCHEMA closed FROM CURRENT_USER;
                    CREATE SCHEMA open; CREATE TABLE open.handed ()""");
        }
        hand();
        assertThat(owner("SELECT relowner FROM pg_class WHERE relname = 'kept'"))
                .isEqualTo("pg_database_owner");
        assertThat(server.ask(database, "SELECT nspacl::text FROM pg_namespace WHERE nspname = 'closed'"))
                .isEqualTo("{}");
    }

    @Test
    void handsOverAllOrNothingAndNamesTheStatementThatFailed() throws SQLException {
        server.sql(
                database,
                "CREATE TABLE t (); CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                        + " CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f();"
                        + " ALTER TABLE t OWNER TO " + database + "; ALTER FUNCTION f() OWNER TO " + database);
        // The tenant may change the function of the trigger. The function would run with the rights of the role that
        // hands over.
        assertThatThrownBy(this::hand)
                .hasMessageContaining("must be owner of event trigger e")
                .hasMessageContaining("(ALTER EVENT TRIGGER \"e\" DISABLE)");
        assertThat(owner("SELECT relowner FROM pg_class WHERE relname = 't'")).isEqualTo(database);
    }

    private void hand() throws SQLException {
        server.sql("postgres", "ALTER DATABASE " + database + " OWNER TO " + EveryServer.MAKER);
        try (Connection inside = server.cluster().connect(database)) {
            Ownership.hand(inside, List.of(database), "pg_database_owner", DefaultPrivileges.ENDED);
        }
    }

    @Test
    void leavesMembersOfAnExtensionToTheSuperuserThatOwnsIt() throws SQLException {
        server.sql(
                database, "CREATE EXTENSION dblink; CREATE TABLE t (); CREATE PUBLICATION everything FOR ALL TABLES");
        try (Connection inside = server.asAdministrator(database)) {
            Ownership.hand(
                    inside, List.of(server.admin().maintenanceRole()), "pg_database_owner", DefaultPrivileges.ENDED);
        }
        assertThat(owner("SELECT relowner FROM pg_class WHERE relname = 't'")).isEqualTo("pg_database_owner");
        assertThat(owner("SELECT proowner FROM pg_proc WHERE proname = 'dblink_connect_u' LIMIT 1"))
                .isEqualTo("admin");
        assertThat(owner("SELECT pubowner FROM pg_publication")).isEqualTo("admin");
    }

    @Test
    void runsNoOperatorOfATenant() throws SQLException {
        // The types of this operator fit better than oid and oid. So PostgreSQL prefers this operator to the operator
        // in pg_catalog, wherever pg_catalog is in the search path.
        server.sql(database, """
                CREATE TABLE t (id serial); CREATE FUNCTION betray(oid, regclass) RETURNS bool LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'ran as %', current_user; END $$;
                CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = betray);
                ALTER TABLE t OWNER TO\s""" + database);
        try (Connection inside = server.asAdministrator(database)) {
            Ownership.hand(inside, List.of(database), "pg_database_owner", DefaultPrivileges.ENDED);
        }
        assertThat(owner("SELECT relowner FROM pg_class WHERE relname = 't'")).isEqualTo("pg_database_owner");
    }

    private String owner(String oid) throws SQLException {
        return server.ask(database, "SELECT pg_get_userbyid((" + oid + "))");
    }
}
