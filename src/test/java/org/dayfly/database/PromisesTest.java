package org.dayfly.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.dayfly.config.QuotaSettings;
import org.dayfly.config.RoleSettings;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A promise counts as a hand-out, and is one for whoever redeems it. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
class PromisesTest {
    private static final Terms TERMS =
            new Terms(Optional.empty(), Duration.ofMinutes(30), Duration.ZERO, QuotaSettings.ofDatabases(0));

    private final House house;
    private final Desk desk;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    PromisesTest(Server server) throws SQLException {
        house = new House(server);
        desk = new Desk(house.registry, new Random());
        desk.open();
    }

    @AfterEach
    void close() throws SQLException {
        desk.close();
        house.close();
    }

    private Promises promises(int max) {
        return new Promises(max, () -> now.get(), desk, new Errands(Runnable::run), wakes::incrementAndGet);
    }

    private DatabaseName warm() throws SQLException {
        return new DatabaseMaker(
                        house.registry,
                        () -> DatabaseName.random(new java.security.SecureRandom()),
                        CreateStrategy.SERVER_DEFAULT,
                        () -> {})
                .makeWarm(Base.EMPTY, RoleSettings.UNLIMITED, desk.keeper())
                .name();
    }

    /** So many that were handed out, and are at rest. */
    private void resting(int count) throws SQLException {
        house.sql("INSERT INTO lease (name, state, expires_at, leased_at, joined_at, resting_since)"
                + " SELECT 'dayfly_' || translate(lpad(i::text, 10, '0'), '0189', 'abcd'), 'leased', 'infinity', now(), now(), now()"
                + " FROM generate_series(1, " + count + ") AS i");
    }

    @Test
    void isRedeemedOnceByWhoIsThenWrittenDown() throws SQLException {
        Promises promises = promises(0);
        DatabaseName name = warm();
        promises.give(name);
        assertThat(house.state(name)).isEqualTo("promised");

        Lease lease = promises.redeem(name, TERMS).orElseThrow();
        promises.kept(name).join();

        assertThat(promises.redeem(name, TERMS)).isEmpty();
        assertThat(house.state(name)).isEqualTo("leased");
        assertThat(Instant.parse(house.ask("SELECT to_char(expires_at AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM lease WHERE name = '" + name + "'")))
                .isEqualTo(lease.expiresAt());
        assertThat(house.ask("SELECT keeper IS NULL AND opened = 1 AND idle IS NULL AND expires_at"
                        + " BETWEEN now() + interval '29 min 50 s' AND now() + interval '30 min' FROM lease WHERE name = '"
                        + name
                        + "'"))
                .isEqualTo("t");
    }

    @Test
    void isKeptByPostgresqlsClockWhateverHappensToTheProxys() throws SQLException {
        Promises promises = promises(0);
        DatabaseName name = warm();
        promises.give(name);
        now.updateAndGet(then -> then.minus(Duration.ofDays(1)));

        assertThat(promises.redeem(name, TERMS)).isPresent();
        promises.kept(name).join();

        assertThat(house.ask("SELECT expires_at BETWEEN now() + interval '29 min 50 s' AND now() + interval '30 min'"
                        + " FROM lease WHERE name = '" + name + "'"))
                .isEqualTo("t");
    }

    @Test
    void isNotKeptOnWhatWasTakenOutOfService() throws SQLException {
        Promises promises = promises(0);
        DatabaseName name = warm();
        promises.give(name);
        house.sql("UPDATE lease SET state = 'reclaiming'");

        assertThat(promises.redeem(name, TERMS)).isPresent();

        assertThatThrownBy(() -> promises.kept(name).join())
                .cause()
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo("57P01");
                    assertThat(error.hint()).contains("new");
                });
        assertThat(promises.settled(name)).isCompleted();
    }

    @Test
    void leavesHalfOfTheRoomToWhoAsks() throws SQLException {
        resting(2);
        DatabaseName name = warm();
        Promises promises = promises(4);
        promises.give(name);
        assertThat(house.state(name)).isEqualTo("warm");
        assertThat(promises.redeem(name, TERMS)).isEmpty();
        promises.limit(6);
        promises.give(name);
        assertThat(house.state(name)).isEqualTo("promised");
    }

    @Test
    void hasAFiftiethOfTheRoomAtTheLimitForWhichTheOneLongestAtRestGoes() throws SQLException {
        resting(50);
        Promises promises = promises(50);
        DatabaseName first = warm();
        DatabaseName second = warm();

        promises.give(first);
        promises.give(second);

        assertThat(house.state(first)).isEqualTo("promised");
        assertThat(house.state(second)).isEqualTo("warm");
        assertThat(house.ask("SELECT count(*) FROM lease WHERE reason = 'evicted'"))
                .isEqualTo("1");
        assertThat(wakes).hasValue(1);
    }

    @Test
    void isInTheWayOfAnotherHandOutUntilItIsTakenBack() throws Exception {
        Promises promises = promises(2);
        DatabaseName promised = warm();
        promises.give(promised);
        DatabaseName other = warm();
        HandOut order = new HandOut(
                other,
                new Terms(Optional.empty(), Duration.ZERO, Duration.ZERO, QuotaSettings.ofDatabases(1)),
                Optional.empty(),
                false);
        assertThat(desk.handOut(order).outcome()).isEqualTo(HandOut.Outcome.FULL);

        promises.takeBackAll().join();

        assertThat(house.state(promised)).isEqualTo("warm");
        assertThat(promises.redeem(promised, TERMS)).isEmpty();
        assertThat(desk.handOut(order).outcome()).isEqualTo(HandOut.Outcome.FRESH);
    }

    @Test
    void ofOneThatIsHandedOutOtherwiseIsTakenBack() throws SQLException {
        Promises promises = promises(0);
        DatabaseName name = warm();
        promises.give(name);
        assertThat(house.state(name)).isEqualTo("promised");

        promises.takeBack(name);

        assertThat(desk.handOut(new HandOut(
                                name,
                                new Terms(Optional.empty(), Duration.ZERO, Duration.ZERO, QuotaSettings.ofDatabases(1)),
                                Optional.empty(),
                                false))
                        .outcome())
                .isEqualTo(HandOut.Outcome.FRESH);
    }

    @Test
    void isForgottenWithItsDatabase() throws SQLException {
        Promises promises = promises(0);
        DatabaseName name = warm();
        promises.give(name);
        promises.forget(java.util.List.of(name));
        assertThat(promises.redeem(name, TERMS)).isEmpty();
    }
}
