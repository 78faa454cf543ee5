package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseRows;
import org.dayfly.server.registry.LockedConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class ReclaimTest {
    private final TestedServer server;
    private final DatabasesFixture setup;

    ReclaimTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private DatabaseName made() {
        return setup.databases().make(DatabasesFixture.ANY).name();
    }

    private void asOwner(DatabaseName name, String sql) throws SQLException {
        try (Connection session = setup.session(name)) {
            Sql.run(session, sql);
        }
    }

    @Test
    void aDatabaseIsDroppedWhateverItsOwnerSet() throws SQLException {
        DatabaseName name = made();
        asOwner(name, "ALTER DATABASE " + name + " CONNECTION LIMIT 0 IS_TEMPLATE true");
        server.sql("postgres", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        setup.probe.of(name).make().expired();
        setup.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aSessionThatLocksTheRowOfItsDatabaseIsEnded() throws SQLException {
        DatabaseName name = made();
        try (Connection session = setup.session(name)) {
            Sql.run(session, "BEGIN; ALTER DATABASE " + name + " CONNECTION LIMIT 7");
            setup.probe.of(name).make().expired();
            setup.reaper.tick();
            assertThat(server.has(name)).isFalse();
        }
    }

    @Test
    void aDropThatFailsIsTriedAgainAndStopsNoOtherDrop() throws SQLException {
        DatabaseName stuck = made();
        DatabaseName other = made();
        server.sql("postgres", "CREATE SCHEMA held AUTHORIZATION " + stuck);
        setup.probe.of(stuck).make().expired();
        setup.probe.of(other).make().expired();
        setup.reaper.tick();
        assertThat(server.has(other)).isFalse();
        assertThat(server.has(stuck)).isTrue();
        LeaseRows row = setup.probe.of(stuck);
        assertThat(setup.probe.all().names()).containsExactly(stuck.value());
        assertThat(row.state()).isEqualTo("reclaiming");
        assertThat(row.attempts()).isEqualTo(1);
        assertThat(row.retryDelay()).isPositive();

        // The next attempt comes after a delay. When the attempt fails, the delay grows.
        setup.reaper.tick();
        assertThat(row.attempts()).isEqualTo(1);
        row.make().dueForADrop();
        setup.reaper.tick();
        assertThat(row.attempts()).isEqualTo(2);
        assertThat(row.retryDelay()).isGreaterThan(Duration.ofSeconds(1));

        server.sql("postgres", "DROP SCHEMA held");
        row.make().dueForADrop();
        setup.reaper.tick();
        assertThat(server.has(stuck)).isFalse();
    }

    @Test
    void aDropThatWasDelayedBeforeTheClockWasSetBackWaitsNoLonger() throws SQLException {
        DatabaseName name = made();
        setup.probe.of(name).make().reclaimingIn(Duration.ofDays(1));
        setup.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aHalfDroppedDatabaseIsDroppedAgain() throws SQLException {
        DatabaseName name = made();
        server.sql("postgres", "UPDATE pg_database SET datconnlimit = -2 WHERE datname = '" + name + "'");
        setup.probe.of(name).make().expired();
        setup.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void aDatabaseThatIsAlreadyGoneIsForgotten() throws SQLException {
        DatabaseName name = made();
        server.sql("postgres", "DROP DATABASE " + name);
        setup.probe.of(name).make().expired();
        setup.reaper.tick();
        assertThat(setup.state(name)).isEqualTo("no row");
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void theReaperDropsNothingWhileAnotherProxyDrops() throws SQLException {
        DatabaseName name = made();
        setup.probe.of(name).make().expired();
        try (LockedConnection another = new LockedConnection(setup.registry.pool())) {
            assertThat(another.tryLock(LockedConnection.DROPS)).isTrue();
            setup.reaper.tick();
            assertThat(setup.state(name)).isEqualTo("reclaiming");
            assertThat(setup.probe.of(name).attempts()).isZero();
        }
        setup.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }
}
