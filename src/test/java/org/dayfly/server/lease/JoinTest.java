package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
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
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.RegistryProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class JoinTest {
    private final TestedServer server;
    private final DatabasesFixture setup;

    JoinTest(TestedServer server) throws SQLException {
        this.server = server;
        setup = new DatabasesFixture(server);
    }

    @AfterEach
    void close() throws SQLException {
        setup.close();
    }

    private void refused(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOfSatisfying(ClientError.class, error -> {
            assertThat(error.sqlState()).isEqualTo(SqlState.INVALID_CATALOG_NAME.code());
            assertThat(error.text()).isEqualTo(message);
            assertThat(error.hint()).isEqualTo("connect as \"new\" to get a fresh one");
        });
    }

    @Test
    void aJoinIsCountedAndTheDatabaseIsNoLongerAtRest() throws SQLException {
        DatabasesInTurn databases = setup.databases();
        Lease made = databases.make(DatabasesFixture.ANY);
        databases.rest(made.name(), Duration.ZERO);
        assertThat(setup.probe.of(made.name()).areAtRest()).isTrue();

        Lease joined = databases.join(made.name());

        assertThat(joined)
                .isEqualTo(Lease.joined(
                        LeaseKind.DATABASE, made.name(), Optional.empty(), made.expiresAt(), made.idle(), false));
        assertThat(setup.probe.of(made.name()).opened()).isEqualTo(2);
        assertThat(setup.probe.of(made.name()).areInUse()).isTrue();
    }

    @Test
    void aLateReportOfRestDoesNotUndoAJoin() throws SQLException {
        DatabasesInTurn databases = setup.databases();
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        databases.join(name);
        databases.rest(name, Duration.ofSeconds(5));
        assertThat(setup.probe.of(name).areInUse()).isTrue();
    }

    @Test
    void aClientThatJoinsTooLateIsToldWhy() throws SQLException {
        DatabasesInTurn databases = setup.databases();
        DatabaseName aged = databases.make(DatabasesFixture.ANY).name();
        DatabaseName idle = databases.make(DatabasesFixture.ANY).name();
        setup.probe.of(aged).make().older(Duration.ofHours(1));
        setup.probe.of(idle).make().unusedFor(Duration.ofMinutes(11));
        refused(() -> databases.join(aged), "database \"" + aged + "\" was reclaimed: its time of 30 min is over");

        setup.reaper.tick();

        refused(() -> databases.join(aged), "database \"" + aged + "\" was reclaimed: its time of 30 min is over");
        refused(() -> databases.join(idle), "database \"" + idle + "\" was reclaimed after 10 min unused");
        DatabaseName never = new DatabaseName("dayfly_nevernever");
        refused(() -> databases.join(never), "database \"" + never + "\" does not exist");
    }

    @Test
    void aClientWhoseDatabaseIsReclaimedDuringItsLoginIsToldWhy() throws SQLException {
        DatabasesInTurn databases = setup.databases();
        DatabaseName name = databases.make(DatabasesFixture.ANY).name();
        databases.stillIn(name);
        setup.probe.of(name).make().reclaiming("idle", Duration.ofMinutes(10));
        refused(() -> databases.stillIn(name), "database \"" + name + "\" was reclaimed after 10 min unused");
        setup.reaper.tick();
        refused(() -> databases.stillIn(name), "database \"" + name + "\" was reclaimed after 10 min unused");
    }

    @Test
    void theReasonOfADropIsForgottenAfterSomeDays() throws SQLException {
        DatabaseName kept = new DatabaseName("dayfly_bbbbbbbbbb");
        setup.probe.addReclaimed(new DatabaseName("dayfly_aaaaaaaaaa"), Duration.ofDays(8));
        setup.probe.addReclaimed(kept, Duration.ofDays(6));
        setup.reaper.tick();
        assertThat(setup.probe.reclaimed()).containsExactly(kept.value());
    }

    @Test
    void aDatabaseThatNobodyUsedIsTakenOutOfServiceAtOnce() throws SQLException {
        DatabasesInTurn databases = setup.databases();
        DatabaseName once = databases.make(DatabasesFixture.ANY).name();
        DatabaseName twice = databases.make(DatabasesFixture.ANY).name();
        databases.join(twice);

        assertThat(databases.dropIfUnused(once, 1)).isTrue();
        assertThat(databases.dropIfUnused(twice, 1)).isFalse();

        refused(() -> databases.join(once), "database \"" + once + "\" was reclaimed: no session ever sent a query");
        setup.reaper.tick();
        assertThat(server.has(once)).isFalse();
        assertThat(server.has(twice)).isTrue();
        assertThat(databases.dropIfUnused(twice, 2)).isTrue();
    }

    private void awaitTheJoin() throws Exception {
        Eventually.sees("the join waits", "1", () -> setup.ask("SELECT count(*) FROM pg_locks WHERE NOT granted"));
    }

    @Test
    void aSnapshotThatEndsDuringAJoinRefusesNoClient() throws Exception {
        DatabasesInTurn databases = setup.databases();
        Lease made = databases.share(new Key("k"), DatabasesFixture.ANY);
        setup.probe.of(made.name()).make().dueForASnapshot();
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Connection sealing = server.admin().connect("dayfly")) {
            // The join has seen that a snapshot is due. It waits for the row in order to find the reason.
            sealing.setAutoCommit(false);
            RegistryProbe.in(sealing).of(made.name()).make().notDueForASnapshot();
            Future<JoinOutcome> joined =
                    client.submit(() -> new Leases(setup.registry.pool()).join(made.name(), Optional.empty()));
            awaitTheJoin();
            sealing.commit();
            assertThat(joined.get())
                    .isInstanceOfSatisfying(
                            JoinOutcome.Joined.class,
                            it -> assertThat(it.lease().name()).isEqualTo(made.name()));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aKeyThatAResetMovesToAnotherDatabaseDuringAJoinIsFound() throws Exception {
        DatabasesInTurn databases = setup.databases();
        Lease made = databases.share(new Key("k"), DatabasesFixture.ANY);
        DatabaseName newer = databases.make(DatabasesFixture.ANY).name();
        ExecutorService client = Executors.newSingleThreadExecutor();
        try (Connection resetting = server.admin().connect("dayfly")) {
            resetting.setAutoCommit(false);
            RegistryProbe.in(resetting).of(made.name()).make().reclaiming("reset");
            RegistryProbe.in(resetting).of(newer).make().ofKey(new Key("k"));
            Future<JoinOutcome> joined = client.submit(
                    () -> new Leases(setup.registry.pool()).join(new Key("k"), LeaseKind.DATABASE, Optional.empty()));
            awaitTheJoin();
            resetting.commit();
            assertThat(joined.get())
                    .isInstanceOfSatisfying(
                            JoinOutcome.Joined.class,
                            it -> assertThat(it.lease().name()).isEqualTo(newer));
        } finally {
            client.shutdown();
        }
    }
}
