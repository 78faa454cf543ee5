package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.Eventually;
import org.dayfly.Sql;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LockedConnection;
import org.dayfly.sql.Query;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** dayfly removes all that makes DROP DATABASE or DROP ROLE fail, with either kind of maintenance role. */
@ParameterizedClass
@ArgumentsSource(EveryServer.class)
final class DropTest {
    private static final Key KEY = new Key("drop");

    private final TestedServer server;
    private final DatabasesFixture setup;
    private final Administration administration;
    private final DatabasesInTurn databases;

    DropTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
        administration = new Administration(setup.registry);
        databases = setup.databases();
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private void asOwner(DatabaseName name, String... statements) throws SQLException {
        try (Connection session = setup.session(name)) {
            Sql.run(session, statements);
        }
    }

    private boolean isSuperuser() {
        return !server.cluster().maintenanceRole().equals(EveryServer.MAKER);
    }

    @Test
    void preparedTransactionsAreRolledBack() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        asOwner(name, "CREATE TABLE t (i int)", "BEGIN; INSERT INTO t VALUES (1)", "PREPARE TRANSACTION 'it''s left'");
        asOwner(name, "BEGIN; CREATE TABLE u (i int)", "PREPARE TRANSACTION 'waits'");
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aPreparedTransactionThatLocksTheRowsOfDatabaseAndRoleIsRolledBack() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        setup.sql("ALTER ROLE " + name + " IN DATABASE " + name + " SET work_mem = '4MB'");
        asOwner(
                name,
                "BEGIN; ALTER DATABASE " + name + " CONNECTION LIMIT 3; ALTER ROLE CURRENT_USER SET work_mem = '8MB'",
                "PREPARE TRANSACTION 'holds rows'");
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aPreparedTransactionInADatabaseThatItsOwnerClosedIsRolledBack() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        asOwner(
                name,
                "BEGIN; CREATE TABLE t (i int)",
                "PREPARE TRANSACTION 'behind doors'",
                "ALTER DATABASE " + name + " CONNECTION LIMIT 0 IS_TEMPLATE true",
                "REVOKE ALL ON DATABASE " + name + " FROM " + name);
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aSourceWithAPreparedTransactionIsCopiedOnlyAfterTheTransaction() throws SQLException {
        DatabaseName source = databases.share(KEY, DatabasesFixture.ANY).name();
        asOwner(source, "CREATE TABLE t (i int)", "BEGIN; INSERT INTO t VALUES (1)", "PREPARE TRANSACTION 'left'");
        databases.rest(source, Duration.ZERO);
        assertThatThrownBy(() -> databases.make(DatabasesFixture.copyOf(KEY)))
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo("55006");
                    assertThat(error.detail()).isEqualTo("Prepared: 'left'.");
                    assertThat(error.hint()).contains("ROLLBACK PREPARED");
                });
        assertThat(databases.share(KEY, DatabasesFixture.ANY).name()).isEqualTo(source);
        asOwner(source, "COMMIT PREPARED 'left'");
        databases.rest(source, Duration.ZERO);
        DatabaseName copy = databases.make(DatabasesFixture.copyOf(KEY)).name();
        assertThat(server.ask(copy.value(), "SELECT count(*) FROM t")).isEqualTo("1");
    }

    @Test
    void aDatabaseWithAPreparedTransactionIsResetAndDropped() throws SQLException {
        DatabaseName first = databases.share(KEY, DatabasesFixture.ANY).name();
        asOwner(first, "BEGIN; CREATE TABLE t (i int)", "PREPARE TRANSACTION 'left'");
        assertThat(databases.reset(KEY, DatabasesFixture.ANY).name()).isNotEqualTo(first);
        setup.reaper.tick();
        assertThat(server.has(first)).isFalse();
    }

    @Test
    void grantsOfOthersToTheRoleAreRemoved() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        DatabaseName other = databases.share(KEY, DatabasesFixture.ANY).name();
        asOwner(
                other,
                "CREATE TABLE t (i int); GRANT ALL ON t TO " + name,
                "GRANT CONNECT ON DATABASE " + other + " TO " + name,
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + name,
                "CREATE POLICY p ON t TO " + name + " USING (true)",
                "CREATE SCHEMA shared; GRANT CREATE, USAGE ON SCHEMA shared TO " + name);
        try (Connection grantee = server.session(
                name,
                other.value(),
                setup.registry.credentials().password(name.value()).value())) {
            Sql.run(grantee, "CREATE TABLE shared.made AS SELECT 42 AS answer");
        }
        databases.rest(other, Duration.ZERO);
        databases.make(DatabasesFixture.copyOf(KEY));
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
        assertThat(server.ask(other.value(), "SELECT tableowner FROM pg_tables WHERE tablename = 'made'"))
                .isEqualTo(other.value());
        assertThat(server.ask(other.value(), "SELECT answer FROM shared.made")).isEqualTo("42");
        // The snapshot is closed again, and can be copied.
        assertThat(server.ask(
                        "postgres",
                        "SELECT datallowconn FROM pg_database WHERE datname = '"
                                + setup.probe.all().snapshots().name() + "'"))
                .isEqualTo("f");
        assertThat(databases.make(DatabasesFixture.copyOf(KEY)).fresh()).isTrue();
    }

    @Test
    void objectsOutsideDayflysDatabasesStayAndStopTheDropWithAnError() throws SQLException {
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        server.sql("postgres", "CREATE SCHEMA kept AUTHORIZATION " + name);
        try {
            assertThatThrownBy(() -> administration.drop(name))
                    .hasMessageContaining("is out of service but not dropped")
                    .hasMessageContaining("some objects depend on it")
                    .isInstanceOfSatisfying(
                            ClientError.class,
                            error -> assertThat(error.hint())
                                    .doesNotContain("retry")
                                    .contains("remove the cause"));
            assertThat(server.ask("postgres", "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'kept'"))
                    .isEqualTo(name.value());
        } finally {
            server.sql("postgres", "DROP SCHEMA kept");
        }
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void theErrorNamesASessionOfASuperuserThatMayNotBeEnded() throws SQLException {
        assumeFalse(isSuperuser());
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        try (Connection monitor = server.admin().connect(name.value())) {
            assertThat(monitor.isValid(5)).isTrue();
            assertThatThrownBy(() -> administration.drop(name))
                    .hasMessageContaining("sessions that the maintenance role may not end: admin (process ");
        }
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void subscriptionsAreDropped() throws SQLException {
        assumeTrue(isSuperuser());
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        server.sql(
                name.value(),
                "CREATE SUBSCRIPTION \"of nobody\" CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION p"
                        + " WITH (connect = false)");
        administration.drop(name);
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aLockIsAwaitedForLongerThanLockTimeout() throws Exception {
        Thread waits;
        try (LockedConnection waiting = new LockedConnection(setup.registry.pool())) {
            try (LockedConnection holder = new LockedConnection(setup.registry.pool())) {
                holder.lock("long");
                new Query<>("SELECT set_config('lock_timeout', '1ms', false)", row -> true).all(waiting.get());
                waits = new Thread(() -> waitFor(waiting));
                waits.start();
                Eventually.sees(
                        "the lock is awaited for longer than lock_timeout",
                        "1",
                        () -> setup.ask(
                                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted"
                                        + " AND locktype = 'advisory' AND query_start < now() - interval '50 ms'"));
            }
            waits.join();
            assertThat(new Query<>("SHOW lock_timeout", row -> row.getString(1)).first(waiting.get()))
                    .isEqualTo(Optional.of("1ms"));
            try (LockedConnection third = new LockedConnection(setup.registry.pool())) {
                assertThat(third.tryLock("long")).isFalse();
            }
        }
    }

    private static void waitFor(LockedConnection waiting) {
        try {
            waiting.lock("long");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
