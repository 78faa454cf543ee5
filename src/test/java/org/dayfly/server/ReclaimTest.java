package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.dayfly.Sql;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LockedConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class ReclaimTest {
    private final TestedServer server;
    private final DatabasesFixture house;

    ReclaimTest(TestedServer server) throws SQLException {
        this.server = server;
        house = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
    }

    private DatabaseName made() {
        return house.databases().make(DatabasesFixture.ANY).name();
    }

    private void expire(DatabaseName name) throws SQLException {
        house.sql("UPDATE registry.lease SET expires_at = now() WHERE name = '" + name + "'");
    }

    private void asOwner(DatabaseName name, String sql) throws SQLException {
        try (Connection session = house.session(name)) {
            Sql.run(session, sql);
        }
    }

    @Test
    void whateverTheOwnerDidToItItIsDropped() throws SQLException {
        DatabaseName name = made();
        asOwner(name, "ALTER DATABASE " + name + " CONNECTION LIMIT 0 IS_TEMPLATE true");
        server.sql("postgres", "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        expire(name);
        house.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void anOwnerWhoHoldsTheDatabasesRowInATransactionIsEnded() throws SQLException {
        DatabaseName name = made();
        try (Connection session = house.session(name)) {
            Sql.run(session, "BEGIN; ALTER DATABASE " + name + " CONNECTION LIMIT 7");
            expire(name);
            house.reaper.tick();
            assertThat(server.has(name)).isFalse();
        }
    }

    @Test
    void aDropThatFailsIsTriedAgainAndKeepsNobodyElse() throws SQLException {
        DatabaseName stuck = made();
        DatabaseName other = made();
        server.sql("postgres", "CREATE SCHEMA held AUTHORIZATION " + stuck);
        expire(stuck);
        expire(other);
        house.reaper.tick();
        assertThat(server.has(other)).isFalse();
        assertThat(server.has(stuck)).isTrue();
        assertThat(house.ask("SELECT (state, attempts, retry_at > now()) FROM registry.lease"))
                .isEqualTo("(reclaiming,1,t)");

        // Not before its time; then it fails again, and later still.
        house.reaper.tick();
        assertThat(house.ask("SELECT attempts FROM registry.lease")).isEqualTo("1");
        house.sql("UPDATE registry.lease SET retry_at = now()");
        house.reaper.tick();
        assertThat(house.ask("SELECT (attempts, retry_at > now() + interval '1 s') FROM registry.lease"))
                .isEqualTo("(2,t)");

        server.sql("postgres", "DROP SCHEMA held");
        house.sql("UPDATE registry.lease SET retry_at = now()");
        house.reaper.tick();
        assertThat(server.has(stuck)).isFalse();
    }

    @Test
    void oneThatWasPutOffBeforeTheClockWasSetBackWaitsNoLonger() throws SQLException {
        DatabaseName name = made();
        house.sql("UPDATE registry.lease SET state = 'reclaiming', retry_at = now() + interval '1 day'");
        house.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void oneHalfDroppedIsDroppedAgain() throws SQLException {
        DatabaseName name = made();
        server.sql("postgres", "UPDATE pg_database SET datconnlimit = -2 WHERE datname = '" + name + "'");
        expire(name);
        house.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void oneThatIsGoneAlreadyIsForgotten() throws SQLException {
        DatabaseName name = made();
        server.sql("postgres", "DROP DATABASE " + name);
        expire(name);
        house.reaper.tick();
        assertThat(house.state(name)).isEqualTo("no row");
        assertThat(server.has(name)).isFalse();
    }

    @Test
    void anotherProxysDropsComeFirst() throws SQLException {
        DatabaseName name = made();
        expire(name);
        try (LockedConnection another = new LockedConnection(house.registry.pool())) {
            assertThat(another.tryLock(LockedConnection.DROPS)).isTrue();
            house.reaper.tick();
            assertThat(house.ask("SELECT (state, attempts) FROM registry.lease"))
                    .isEqualTo("(reclaiming,0)");
        }
        house.reaper.tick();
        assertThat(server.has(name)).isFalse();
    }
}
