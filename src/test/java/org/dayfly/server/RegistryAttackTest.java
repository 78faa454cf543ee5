package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A tenant has left functions in a database that an administrator made for the registry and left open to PUBLIC. */
@ParameterizedClass
@ArgumentsSource(AllServers.class)
class RegistryAttackTest {
    private static final String TENANT = "dayfly_attackattack";

    /** Each matches the arguments of dayfly, untyped text or varchar, more closely than dayfly's own function does. */
    private static final List<String> PLANTED = List.of(
            "hand_out(varchar, varchar, boolean, integer, varchar, float8, float8, integer, varchar, integer)",
            "hand_out(varchar, bigint, text, boolean, text, integer, inet, float8, float8, integer, integer, text,"
                    + " integer, integer, text)",
            "proxy_seen(bigint, varchar, varchar)",
            "join_directory(bigint, varchar)",
            "join(varchar, boolean)",
            "keep(varchar, bigint, inet, float8, timestamptz, float8, integer)",
            "reserve(varchar, bigint, integer)",
            "intend(varchar, varchar, varchar, varchar, varchar, varchar)",
            "about_to_drop(varchar)",
            "dropped(varchar)",
            "size_of(varchar)",
            "block_of(varchar)",
            "take_over()",
            "make_interval(secs numeric)",
            "greatest_of(timestamptz)",
            "hashtextextended(varchar, integer)",
            "pg_advisory_lock(numeric)",
            "set_config(varchar, varchar, boolean)",
            "pg_has_role(oid, varchar)",
            "pg_stat_get_db_numbackends(bigint)");

    private final TestedServer server;

    RegistryAttackTest(TestedServer server) throws SQLException {
        this.server = server;
        server.sql("postgres", "DROP DATABASE IF EXISTS dayfly WITH (FORCE)");
        server.sql("postgres", "CREATE ROLE " + TENANT + " LOGIN PASSWORD 'x'");
        // dayfly does the same for each tenant.
        server.sql("postgres", "GRANT " + TENANT + " TO " + server.cluster().maintenanceRole());
        server.sql(
                "postgres", "CREATE DATABASE dayfly OWNER " + server.cluster().maintenanceRole());
        for (String database : List.of("dayfly", "postgres")) {
            server.sql(database, "GRANT CREATE ON SCHEMA public TO PUBLIC");
            server.sql(database, "CREATE TABLE betrayed (by text); GRANT ALL ON betrayed TO PUBLIC");
            for (String function : PLANTED) {
                String name = function.substring(0, function.indexOf('('));
                server.sql(
                        database,
                        ("SET ROLE %s; CREATE FUNCTION public.%s RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
                                        + " INSERT INTO public.betrayed VALUES (current_user); RAISE 'planted %s ran'; END $$")
                                .formatted(TENANT, function, name));
            }
        }
        server.sql(
                "dayfly",
                "SET ROLE " + TENANT + "; CREATE VIEW public.ls AS SELECT 1 AS name;"
                        + " CREATE TABLE public.reclaimed (name text); CREATE TABLE public.lease_copy ()");
    }

    @AfterEach
    void clear() throws SQLException {
        server.sql("postgres", "DROP TABLE betrayed; DROP OWNED BY " + TENANT);
        server.sql("postgres", "DROP DATABASE IF EXISTS dayfly WITH (FORCE)");
        server.sql(
                "postgres",
                "DROP ROLE " + TENANT + (server.major() < 15 ? "" : "; REVOKE CREATE ON SCHEMA public FROM PUBLIC"));
    }

    @Test
    void theFunctionsAreNeverCalledAndTheTenantCannotConnectAnyMore() throws SQLException {
        try (DatabasesFixture setup = new DatabasesFixture(server)) {
            DatabasesInTurn databases = setup.databases(10);
            Lease lease = databases.share(new Key("k"), DatabasesFixture.ANY);
            databases.join(lease.name());
            databases.rest(lease.name(), java.time.Duration.ZERO);
            databases.reset(new Key("k"), DatabasesFixture.ANY);
            databases.make(DatabasesFixture.ANY);
            setup.reaper.tick();
            new Administration(setup.registry).ls();
            new Administration(setup.registry)
                    .drop(databases
                            .join(databases
                                    .share(new Key("k"), DatabasesFixture.ANY)
                                    .name())
                            .name());
        }
        assertThat(server.ask("dayfly", "SELECT count(*) FROM public.betrayed")).isEqualTo("0");
        assertThat(server.ask("postgres", "SELECT count(*) FROM public.betrayed"))
                .isEqualTo("0");
        assertThat(server.ask("postgres", "SELECT has_database_privilege('" + TENANT + "', 'dayfly', 'CONNECT')"))
                .isEqualTo("f");
        assertThatThrownBy(
                        () -> server.sql("dayfly", "SET ROLE " + TENANT + "; SELECT secret FROM registry.installation"))
                .hasMessageContaining("permission denied for schema registry");
    }

    @Test
    void theTenantLosesItsSession() throws SQLException {
        try (java.sql.Connection session = server.session(new DatabaseName(TENANT), "dayfly", "x")) {
            Registry.open(server.cluster()).close();
            assertThat(session.isValid(5)).isFalse();
        }
    }
}
