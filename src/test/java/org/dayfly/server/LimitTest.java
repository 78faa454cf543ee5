package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dayfly.Eventually;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class LimitTest {
    private final TestedServer server;
    private final DatabasesFixture setup;

    LimitTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private static void full(ThrowingCallable what) {
        assertThatThrownBy(what).isInstanceOfSatisfying(ClientError.class, error -> {
            assertThat(error.sqlState()).isEqualTo(SqlState.TOO_MANY_CONNECTIONS.code());
            assertThat(error.text()).isEqualTo("all 2 databases are in use");
            assertThat(error.hint()).isNotNull();
        });
    }

    @Test
    void thirtyTwoRequestsAtOnceGetExactlyAsManyDatabasesAsAllowed() throws Exception {
        DatabasesInTurn databases = setup.databases(5);
        ExecutorService makers = Executors.newFixedThreadPool(32);
        List<Future<Lease>> leases = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            leases.add(makers.submit(() -> databases.make(DatabasesFixture.ANY)));
        }
        int made = 0;
        for (Future<Lease> lease : leases) {
            try {
                lease.get();
                made++;
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e).cause().hasMessage("all 5 databases are in use");
            }
        }
        makers.shutdown();
        assertThat(made).isEqualTo(5);
        assertThat(setup.probe.all().leased().count()).isEqualTo(5);
        // The databases that were made for refused requests are dropped.
        Eventually.holds("five databases are left", () -> {
            setup.reaper.tick();
            return server.ask("postgres", "SELECT count(*) FROM pg_roles WHERE rolname ~ '^dayfly_[a-z2-7]{10,16}$'")
                    .equals("5");
        });
    }

    @Test
    void theDatabaseLongestAtRestIsEvicted() throws SQLException {
        DatabasesInTurn databases = setup.databases(2);
        DatabaseName younger = databases.make(DatabasesFixture.ANY).name();
        DatabaseName elder = databases.make(DatabasesFixture.ANY).name();
        databases.rest(younger, Duration.ZERO);
        databases.rest(elder, Duration.ZERO);
        setup.probe.of(elder).make().unusedFor(Duration.ofMinutes(1));

        databases.make(DatabasesFixture.ANY);

        assertThat(setup.state(elder)).isNotEqualTo("leased");
        assertThat(setup.state(younger)).isEqualTo("leased");
        setup.reaper.tick();
        assertThat(server.has(elder)).isFalse();
        assertThatThrownBy(() -> databases.join(elder)).hasMessageContaining("was reclaimed to make room");
    }

    @Test
    void aDatabaseInUseIsNeverEvicted() throws SQLException {
        DatabasesInTurn databases = setup.databases(2);
        DatabaseName handedOut = databases.make(DatabasesFixture.ANY).name();
        DatabaseName used = databases.make(DatabasesFixture.ANY).name();
        try (Connection session = setup.session(used)) {
            // Another proxy may say this, because it does not know of this session.
            databases.rest(used, Duration.ZERO);
            full(() -> databases.make(DatabasesFixture.ANY));
            assertThat(setup.state(used)).isEqualTo("leased");
            assertThat(session.isValid(5)).isTrue();
        }
        assertThat(setup.state(handedOut)).isEqualTo("leased");
    }

    @Test
    void aPinnedDatabaseIsNeverEvicted() throws SQLException {
        DatabasesInTurn databases = setup.databases(2);
        for (int i = 0; i < 2; i++) {
            databases.rest(databases.make(DatabasesFixture.ANY).name(), Duration.ZERO);
        }
        setup.probe.all().make().pinned();
        full(() -> databases.make(DatabasesFixture.ANY));
        assertThat(setup.probe.all().leased().count()).isEqualTo(2);
    }

    @Test
    void aLoweredLimitEvictsSeveralDatabases() throws SQLException {
        DatabasesInTurn databases = setup.databases(3);
        for (int i = 0; i < 3; i++) {
            databases.rest(databases.make(DatabasesFixture.ANY).name(), Duration.ZERO);
        }
        DatabaseName last = setup.databases(1).make(DatabasesFixture.ANY).name();
        assertThat(setup.probe.all().leased().names()).containsExactly(last.value());
    }

    @Test
    void aLimitThatCannotBeMetEvictsNoDatabase() throws SQLException {
        DatabasesInTurn databases = setup.databases(12);
        for (int i = 0; i < 12; i++) {
            DatabaseName name = databases.make(DatabasesFixture.ANY).name();
            if (i >= 3) {
                databases.rest(name, Duration.ZERO);
            }
        }
        assertThatThrownBy(() -> setup.databases(3).make(DatabasesFixture.ANY))
                .hasMessage("all 3 databases are in use");
        assertThatThrownBy(() -> setup.databases(2).make(DatabasesFixture.ANY))
                .hasMessage("3 databases are in use, and databases.max allows 2");
        assertThat(setup.probe.all().leased().count()).isEqualTo(12);
    }

    @Test
    void aLimitThatCanBeMetEvictsOnlyAsManyAsNeeded() throws SQLException {
        DatabasesInTurn databases = setup.databases(6);
        for (int i = 0; i < 6; i++) {
            DatabaseName name = databases.make(DatabasesFixture.ANY).name();
            if (i >= 2) {
                databases.rest(name, Duration.ZERO);
            }
        }
        setup.databases(4).make(DatabasesFixture.ANY);
        assertThat(setup.probe.all().leased().count()).isEqualTo(4);
    }
}
