package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dayfly.Eventually;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.DatabasesFixture;
import org.dayfly.server.DatabasesInTurn;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class JoinTest {
    private final TestedServer server;
    private final DatabasesFixture house;

    JoinTest(TestedServer server) throws SQLException {
        this.server = server;
        house = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        house.close();
    }

    private void refused(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOfSatisfying(ClientError.class, error -> {
            assertThat(error.sqlState()).isEqualTo(SqlState.INVALID_CATALOG_NAME.code());
            assertThat(error.text()).isEqualTo(message);
            assertThat(error.hint()).isEqualTo("connect as \"new\" to get a fresh one");
        });
    }

    @Test
    void aJoinIsCountedAndEndsTheRest() throws SQLException {
        DatabasesInTurn databases = house.databases();
        Lease made = databases.make(DatabasesFixture.ANY);
        databases.rest(made.name(), Duration.ZERO);
        assertThat(house.ask("SELECT resting_since IS NOT NULL FROM registry.lease"))
                .isEqualTo("t");

        Lease joined = databases.join(made.name());

        assertThat(joined).isEqualTo(new Lease(made.name(), Optional.empty(), made.expiresAt(), made.idle(), false));
        assertThat(house.ask("SELECT (opened, resting_since) FROM registry.lease"))
                .isEqualTo("(2,)");
    }

    @Test
    void aLateWordOfRestDoesNotOverruleAJoin() throws SQLException {
        DatabasesInTurn databases = house.databases();
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        databases.join(name);
        databases.rest(name, Duration.ofSeconds(5));
        assertThat(house.ask("SELECT resting_since FROM registry.lease")).isEqualTo("null");
    }

    @Test
    void whoComesTooLateIsToldWhy() throws SQLException {
        DatabasesInTurn databases = house.databases();
        DatabaseName aged = databases.make(DatabasesFixture.ANY).name();
        DatabaseName idle = databases.make(DatabasesFixture.ANY).name();
        house.sql(
                "UPDATE registry.lease SET leased_at = leased_at - interval '1 h', expires_at = expires_at - interval '1 h' WHERE name = '"
                        + aged + "'");
        house.sql("UPDATE registry.lease SET last_used_at = now() - interval '11 min' WHERE name = '" + idle + "'");
        refused(() -> databases.join(aged), "database \"" + aged + "\" was reclaimed: its time of 30 min is over");

        house.reaper.tick();

        refused(() -> databases.join(aged), "database \"" + aged + "\" was reclaimed: its time of 30 min is over");
        refused(() -> databases.join(idle), "database \"" + idle + "\" was reclaimed after 10 min unused");
        DatabaseName never = new DatabaseName("dayfly_nevernever");
        refused(() -> databases.join(never), "database \"" + never + "\" does not exist");
    }

    @Test
    void whoseDatabaseGoesWhileItLogsInIsToldWhy() throws SQLException {
        DatabasesInTurn databases = house.databases();
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        databases.stillIn(name);
        house.sql("UPDATE registry.lease SET state = 'reclaiming', reason = 'idle', term = interval '10 min'");
        refused(() -> databases.stillIn(name), "database \"" + name + "\" was reclaimed after 10 min unused");
        house.reaper.tick();
        refused(() -> databases.stillIn(name), "database \"" + name + "\" was reclaimed after 10 min unused");
    }

    @Test
    void theReapersWordIsForgottenAfterSomeDays() throws SQLException {
        house.sql(
                "INSERT INTO registry.reclaimed (name, reason, created_at, reclaimed_at) VALUES"
                        + " ('dayfly_aaaaaaaaaa', 'idle', now(), now() - interval '8 d'), ('dayfly_bbbbbbbbbb', 'idle', now(), now() - interval '6 d')");
        house.reaper.tick();
        assertThat(house.ask("SELECT string_agg(name, ' ') FROM registry.reclaimed"))
                .isEqualTo("dayfly_bbbbbbbbbb");
    }

    @Test
    void whatNobodyUsedIsTakenOutOfServiceAtOnce() throws SQLException {
        DatabasesInTurn databases = house.databases();
        DatabaseName once = databases.make(DatabasesFixture.ANY).name();
        DatabaseName twice = databases.make(DatabasesFixture.ANY).name();
        databases.join(twice);

        assertThat(databases.dropIfUnused(once, 1)).isTrue();
        assertThat(databases.dropIfUnused(twice, 1)).isFalse();

        refused(() -> databases.join(once), "database \"" + once + "\" was reclaimed: no session ever sent a query");
        house.reaper.tick();
        assertThat(server.has(once)).isFalse();
        assertThat(server.has(twice)).isTrue();
        assertThat(databases.dropIfUnused(twice, 2)).isTrue();
    }

    @Test
    void aSnapshotThatEndsAtThatMomentRefusesNobody() throws Exception {
        DatabasesInTurn databases = house.databases();
        Lease made = databases.share(new Key("k"), DatabasesFixture.ANY);
        house.sql("UPDATE registry.lease SET seal_due = true");
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Connection sealing = server.admin().connect("dayfly");
                Statement statement = sealing.createStatement()) {
            // The join has seen that a snapshot is due, and waits for the row to ask why not.
            statement.execute("BEGIN; UPDATE registry.lease SET seal_due = false");
            Future<JoinOutcome> joined = client.submit(() -> new Leases(house.registry.pool()).join(made.name()));
            Eventually.sees("the join waits", "1", () -> house.ask("SELECT count(*) FROM pg_locks WHERE NOT granted"));
            statement.execute("COMMIT");
            assertThat(joined.get())
                    .isInstanceOfSatisfying(
                            JoinOutcome.Joined.class,
                            it -> assertThat(it.lease().name()).isEqualTo(made.name()));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aKeyThatAResetGivesToAnotherAtThatMomentIsNotAbsent() throws Exception {
        DatabasesInTurn databases = house.databases();
        Lease made = databases.share(new Key("k"), DatabasesFixture.ANY);
        DatabaseName newer = databases.make(DatabasesFixture.ANY).name();
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Connection resetting = server.admin().connect("dayfly");
                Statement statement = resetting.createStatement()) {
            statement.execute("BEGIN; UPDATE registry.lease SET state = 'reclaiming', reason = 'reset' WHERE name = '"
                    + made.name() + "'; UPDATE registry.lease SET key = 'k' WHERE name = '" + newer + "'");
            Future<JoinOutcome> joined = client.submit(() -> new Leases(house.registry.pool()).join(new Key("k")));
            Eventually.sees("the join waits", "1", () -> house.ask("SELECT count(*) FROM pg_locks WHERE NOT granted"));
            statement.execute("COMMIT");
            assertThat(joined.get())
                    .isInstanceOfSatisfying(
                            JoinOutcome.Joined.class,
                            it -> assertThat(it.lease().name()).isEqualTo(newer));
        } finally {
            client.shutdown();
        }
    }
}
