package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dayfly.Refusals.assertRefused;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.dayfly.EveryVersion.Behind;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.postgresql.PGConnection;

/** The owner of a database can't attack other databases, the server or dayfly, on any version of PostgreSQL. */
final class TenantTest {
    private static final String DENIED = "42501";

    /** The outcome of an attack: a SQLSTATE, or {@code got} and the answer. */
    private static String outcome(Connection attacker, String sql) {
        try {
            return "got " + (sql.startsWith("SELECT") ? Sql.ask(attacker, sql) : run(attacker, sql));
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static String run(Connection attacker, String sql) throws SQLException {
        Sql.run(attacker, sql);
        return "it done";
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void aTenantIsDeniedEverythingOutsideItsDatabase(Behind behind) throws SQLException {
        try (Tenant victim = Tenant.make(behind, "new");
                Tenant attacker = Tenant.make(behind, "new")) {
            SoftAssertions all = new SoftAssertions();
            for (String sql : TenantAttacks.against(behind, victim)) {
                all.assertThat(outcome(attacker.session(), sql)).as(sql).isIn(DENIED, "got no row");
            }
            all.assertAll();
            // In PostgreSQL, to grant a right that the role does not have is no error and grants nothing.
            Sql.run(attacker.session(), "GRANT ALL ON DATABASE " + victim.name() + " TO CURRENT_USER");
            assertThat(Sql.ask(attacker.session(), "SELECT has_database_privilege('" + victim.name() + "', 'CONNECT')"))
                    .isEqualTo("f");
            assertThat(Sql.ask(victim.session(), "SELECT what FROM treasure")).isEqualTo("of " + victim.name());
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void theOwnerOfACopyHasNoPowerOverItsSource(Behind behind) throws Exception {
        String key = "source" + Long.toString(System.nanoTime(), 36);
        String name;
        try (Tenant source = Tenant.make(behind, "new." + key)) {
            name = source.name();
            Sql.run(
                    source.session(),
                    "CREATE FUNCTION who() RETURNS text SECURITY DEFINER LANGUAGE sql AS 'SELECT current_user'");
        }
        try (Tenant attacker = Tenant.make(behind, "copy." + key);
                Tenant victim = Tenant.make(behind, "new." + key)) {
            assertThat(victim.name()).isEqualTo(name);
            SoftAssertions all = new SoftAssertions();
            for (String sql : TenantAttacks.against(behind, victim)) {
                all.assertThat(outcome(attacker.session(), sql)).as(sql).isIn(DENIED, "got no row");
            }
            all.assertThat(outcome(attacker.session(), "SELECT who()"))
                    .isIn("got " + attacker.name(), "got pg_database_owner");
            all.assertThat(outcome(
                            attacker.session(),
                            "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"))
                    .isEqualTo("got 0");
            all.assertAll();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void aTenantReachesNoOtherDatabaseThroughTheProxyOrPastIt(Behind behind) throws SQLException {
        try (Tenant victim = Tenant.make(behind, "new");
                Tenant attacker = Tenant.make(behind, "new")) {
            List<String> others = new ArrayList<>(List.of(victim.name(), "dayfly"));
            others.add(RegistryProbe.on(behind.admin())
                    .all()
                    .inState("sealed", "warm", "reserved")
                    .name());
            for (String other : others) {
                assertThatThrownBy(() -> behind.proxy().connect(attacker.url().replaceFirst("[^/]*$", other)))
                        .as("through the proxy to " + other)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                error -> assertThat(error.getSQLState()).isEqualTo(DENIED));
                assertThatThrownBy(() -> past(behind, attacker, other))
                        .as("past the proxy to " + other)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                error -> assertThat(error.getSQLState())
                                        .isIn(DENIED, "55000", isGone(behind, other) ? "3D000" : DENIED));
            }
        }
    }

    /** A warm database may be dropped meanwhile. */
    private static boolean isGone(Behind behind, String database) {
        try {
            return Sql.ask(behind.admin(), "SELECT count(*) FROM pg_database WHERE datname = '" + database + "'")
                    .equals("0");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void past(Behind behind, Tenant attacker, String database) throws SQLException {
        InetSocketAddress address = (InetSocketAddress) behind.admin().address();
        DriverManager.getConnection(
                        "jdbc:postgresql://" + address.getHostString() + ":" + address.getPort() + "/" + database,
                        attacker.name(),
                        attacker.password())
                .close();
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void aTenantSeesNothingOfOthersExceptTheirNames(Behind behind) throws SQLException {
        try (Tenant victim = Tenant.make(behind, "new");
                Tenant attacker = Tenant.make(behind, "new")) {
            Sql.ask(victim.session(), "SELECT 'top secret'");
            assertThat(Sql.ask(
                            attacker.session(),
                            "SELECT count(*) FROM pg_stat_activity WHERE pid = " + victim.pid()
                                    + " AND (query <> '<insufficient privilege>' OR client_addr IS NOT NULL)"))
                    .isEqualTo("0");
            assertThat(
                            Sql.ask(
                                    attacker.session(),
                                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%lease%' AND pid <> pg_backend_pid()"))
                    .isEqualTo("0");
            assertThat(Sql.ask(
                            attacker.session(),
                            "SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text ~ 'postgresql://|password'"))
                    .isEqualTo("0");
            assertThat(Sql.ask(
                            attacker.session(),
                            "SELECT count(*) FROM pg_settings WHERE setting LIKE '%" + victim.password() + "%'"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void locksAndNotificationsStayInTheirDatabase(Behind behind) throws SQLException {
        try (Tenant victim = Tenant.make(behind, "new");
                Tenant attacker = Tenant.make(behind, "new")) {
            Sql.run(victim.session(), "LISTEN channel");
            Sql.ask(attacker.session(), "SELECT pg_advisory_lock(1), pg_advisory_lock(hashtextextended('count', 0))");
            Sql.run(attacker.session(), "NOTIFY channel, 'x'");
            assertThat(Sql.ask(victim.session(), "SELECT pg_try_advisory_lock(1)"))
                    .isEqualTo("t");
            assertThat(victim.session().unwrap(PGConnection.class).getNotifications())
                    .isEmpty();
            try (Connection another = behind.proxy().connect("new")) {
                assertThat(another.isValid(5)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void noStatementOfATenantPreventsTheDropOfItsDatabase(Behind behind) throws Exception {
        String name;
        try (Tenant attacker = Tenant.make(behind, "new")) {
            name = attacker.name();
            for (String sql : List.of(
                    "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
                    "ALTER ROLE CURRENT_USER SET search_path = 'x'",
                    "ALTER DATABASE " + name + " SET work_mem = '1MB'",
                    "ALTER DATABASE " + name + " IS_TEMPLATE true",
                    "ALTER DATABASE " + name + " CONNECTION LIMIT 0",
                    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
                    "CREATE SCHEMA s; CREATE TABLE s.t (); GRANT ALL ON SCHEMA s TO PUBLIC",
                    "SELECT lo_create(0)",
                    "CREATE PUBLICATION p FOR TABLE treasure",
                    "GRANT ALL ON DATABASE " + name + " TO PUBLIC",
                    "COMMENT ON DATABASE " + name + " IS 'mine'",
                    "CREATE EXTENSION citext")) {
                assertThat(outcome(attacker.session(), sql)).as(sql).startsWith("got");
            }
        }
        RegistryProbe registry = RegistryProbe.on(behind.admin());
        registry.of(name).make().expired();
        Eventually.holds(name + " and its role are gone", () -> registry.isGone(name));
    }

    @ParameterizedTest
    @ArgumentsSource(EveryVersion.class)
    void aTenantGetsNoMoreSessionsThanTheLimit(Behind behind) throws SQLException {
        behind.proxy().reload("reaper.interval=100ms", "databases.sessions=3");
        List<Connection> open = new ArrayList<>();
        try (Tenant attacker = Tenant.make(behind, "new")) {
            assertRefused("53300", () -> {
                for (int i = 0; i < 5; i++) {
                    open.add(behind.proxy().connect(attacker.url()));
                }
            });
            assertThat(open).hasSize(2);
            try (Connection another = behind.proxy().connect("new", Map.of("options", "-c dayfly.notice=off"))) {
                assertThat(another.isValid(5)).isTrue();
            }
        } finally {
            for (Connection each : open) {
                each.close();
            }
            behind.proxy().reload("reaper.interval=100ms");
        }
    }
}
