package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.DatabasesFixture;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.create.Base;
import org.dayfly.server.create.DatabaseMaker;
import org.dayfly.server.create.Terms;
import org.dayfly.server.registry.BlockingTasks;
import org.dayfly.server.registry.CreateStrategy;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A promise counts as a hand-out, and is one for whoever redeems it. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class CommittedAheadTest {
    private static final Terms TERMS =
            new Terms(Optional.empty(), Duration.ofMinutes(30), Duration.ZERO, QuotaSettings.ofDatabases(0));

    private final DatabasesFixture house;
    private final RegistryHandOut registryHandOut;
    private final AtomicInteger max = new AtomicInteger();
    private final AtomicInteger wakes = new AtomicInteger();
    private final List<DatabaseName> unkept = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    CommittedAheadTest(TestedServer server) throws SQLException {
        house = new DatabasesFixture(server);
        registryHandOut = new RegistryHandOut(house.registry, new Random());
        registryHandOut.open();
    }

    @AfterEach
    void close() throws SQLException {
        registryHandOut.close();
        house.close();
    }

    private CommittedAhead committedAhead(int most) {
        max.set(most);
        return new CommittedAhead(
                max::get,
                () -> now.get(),
                registryHandOut,
                new BlockingTasks(Runnable::run),
                wakes::incrementAndGet,
                unkept::addAll);
    }

    private DatabaseName warm() throws SQLException {
        return new DatabaseMaker(
                        house.registry,
                        () -> DatabaseName.random(new java.security.SecureRandom()),
                        CreateStrategy.SERVER_DEFAULT,
                        () -> {})
                .makeWarm(Base.EMPTY, RoleSettings.UNLIMITED, registryHandOut.keeper())
                .name();
    }

    @Test
    void isRedeemedOnceByWhoIsThenWrittenDown() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.give(name);
        assertThat(house.state(name)).isEqualTo("promised");

        Lease lease = committedAhead.redeem(name, TERMS).orElseThrow();
        committedAhead.kept(name).join();

        assertThat(committedAhead.redeem(name, TERMS)).isEmpty();
        assertThat(house.state(name)).isEqualTo("leased");
        LeaseRows row = house.probe.of(name);
        assertThat(row.expiresAt()).isEqualTo(lease.expiresAt());
        assertThat(row.keepers()).isZero();
        assertThat(row.opened()).isEqualTo(1);
        assertThat(row.idle()).isEmpty();
        assertLastsThirtyMinutes(name);
    }

    @Test
    void isKeptByPostgresqlsClockWhateverHappensToTheProxys() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.give(name);
        now.updateAndGet(then -> then.minus(Duration.ofDays(1)));

        assertThat(committedAhead.redeem(name, TERMS)).isPresent();
        committedAhead.kept(name).join();

        assertLastsThirtyMinutes(name);
    }

    private void assertLastsThirtyMinutes(DatabaseName name) throws SQLException {
        assertThat(house.probe.of(name).timeLeft())
                .isBetween(Duration.ofMinutes(30).minusSeconds(10), Duration.ofMinutes(30));
    }

    @Test
    void isNotKeptOnWhatWasTakenOutOfService() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.give(name);
        house.probe.all().make().reclaiming();

        assertThat(committedAhead.redeem(name, TERMS)).isPresent();

        assertThatThrownBy(() -> committedAhead.kept(name).join())
                .cause()
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo("57P01");
                    assertThat(error.hint()).contains("new");
                });
        assertThat(committedAhead.settled(name)).isCompleted();
    }

    @Test
    void leavesHalfOfTheRoomToWhoAsks() throws SQLException {
        house.probe.addResting(2);
        DatabaseName name = warm();
        CommittedAhead committedAhead = committedAhead(4);
        committedAhead.give(name);
        assertThat(house.state(name)).isEqualTo("warm");
        assertThat(committedAhead.redeem(name, TERMS)).isEmpty();
        max.set(6);
        committedAhead.give(name);
        assertThat(house.state(name)).isEqualTo("promised");
    }

    @Test
    void hasAFiftiethOfTheRoomAtTheLimitForWhichTheOneLongestAtRestGoes() throws SQLException {
        house.probe.addResting(50);
        CommittedAhead committedAhead = committedAhead(50);
        DatabaseName first = warm();
        DatabaseName second = warm();

        committedAhead.give(first);
        committedAhead.give(second);

        assertThat(house.state(first)).isEqualTo("promised");
        assertThat(house.state(second)).isEqualTo("warm");
        assertThat(house.probe.all().withReason("evicted").count()).isEqualTo(1);
        assertThat(wakes).hasValue(1);
    }

    private static HandOut order(DatabaseName name, int max) {
        return new HandOut(
                name,
                new Terms(Optional.empty(), Duration.ZERO, Duration.ZERO, QuotaSettings.ofDatabases(max)),
                Optional.empty(),
                false,
                Optional.empty());
    }

    @Test
    void givesWayToAClientThatIsThere() throws Exception {
        CommittedAhead committedAhead = committedAhead(2);
        DatabaseName promised = warm();
        committedAhead.give(promised);

        RegistryHandOut.Answer answer = registryHandOut.handOut(order(warm(), 1));

        assertThat(answer.outcome()).isEqualTo(HandOut.Outcome.FRESH);
        assertThat(answer.withdrawn()).containsExactly(promised);
        assertThat(answer.madeRoom()).isFalse();
        assertThat(house.state(promised)).isEqualTo("warm");
    }

    @Test
    void thatGaveWayIsKeptIfThereIsRoomAgain() throws Exception {
        CommittedAhead committedAhead = committedAhead(2);
        DatabaseName promised = warm();
        committedAhead.give(promised);
        max.set(1);
        DatabaseName other = warm();
        registryHandOut.handOut(order(other, 1));
        house.probe.of(other).make().atRest();

        assertThat(committedAhead.redeem(promised, TERMS)).isPresent();
        committedAhead.kept(promised).join();

        assertThat(house.state(promised)).isEqualTo("leased");
        assertThat(house.state(other)).isEqualTo("reclaiming");
        assertThat(wakes).hasValue(1);
    }

    @Test
    void thatGaveWayIsRefusedIfAllIsInUse() throws Exception {
        CommittedAhead committedAhead = committedAhead(2);
        DatabaseName promised = warm();
        committedAhead.give(promised);
        max.set(1);
        registryHandOut.handOut(order(warm(), 1));

        assertThat(committedAhead.redeem(promised, TERMS)).isPresent();

        assertThatThrownBy(() -> committedAhead.kept(promised).join())
                .cause()
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo("53300");
                    assertThat(error.text()).isEqualTo("all 1 databases are in use");
                });
        assertThat(unkept).containsExactly(promised);
        assertThat(house.state(promised)).isEqualTo("warm");
    }

    @Test
    void ofADatabaseThatIsHandedOutOtherwiseEndsWithThat() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.give(name);
        assertThat(house.state(name)).isEqualTo("promised");

        committedAhead.forget(name);

        assertThat(registryHandOut.handOut(order(name, 1)).outcome()).isEqualTo(HandOut.Outcome.FRESH);
    }

    @Test
    void whoseAnswerWasLostIsWithdrawnLater() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        house.probe.withoutPromises(() -> committedAhead.give(name));
        house.probe.of(name).make().promised();

        committedAhead.settleUncertain().join();

        assertThat(committedAhead.redeem(name, TERMS)).isEmpty();
        assertThat(house.state(name)).isEqualTo("warm");
    }

    @Test
    void isForgottenWithItsDatabase() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.give(name);
        committedAhead.forget(List.of(name));
        assertThat(committedAhead.redeem(name, TERMS)).isEmpty();
    }
}
