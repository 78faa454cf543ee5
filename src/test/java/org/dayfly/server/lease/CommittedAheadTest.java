package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.LeaseRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A hand-out that is committed ahead belongs to the client that redeems it. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
final class CommittedAheadTest extends CommittedAheadFixture {
    CommittedAheadTest(TestedServer server) throws SQLException {
        super(server);
    }

    @Test
    void aHandOutIsRedeemedOnceAndTheRegistryThenHasTheLease() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.reserve(LeaseKind.DATABASE, name);
        assertThat(setup.state(name)).isEqualTo("reserved");

        Lease lease = committedAhead.handOut(name, TERMS).orElseThrow();
        committedAhead.kept(name).join();

        assertThat(committedAhead.handOut(name, TERMS)).isEmpty();
        assertThat(setup.state(name)).isEqualTo("leased");
        LeaseRows row = setup.probe.of(name);
        assertThat(row.expiresAt()).isEqualTo(lease.expiresAt());
        assertThat(row.keepers()).isZero();
        assertThat(row.opened()).isEqualTo(1);
        assertThat(row.idle()).isEmpty();
        assertLastsThirtyMinutes(name);
    }

    @Test
    void theLeaseFollowsPostgresqlsClockAndNotTheProxys() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.reserve(LeaseKind.DATABASE, name);
        now.updateAndGet(then -> then.minus(Duration.ofDays(1)));

        assertThat(committedAhead.handOut(name, TERMS)).isPresent();
        committedAhead.kept(name).join();

        assertLastsThirtyMinutes(name);
    }

    private void assertLastsThirtyMinutes(DatabaseName name) throws SQLException {
        assertThat(setup.probe.of(name).timeLeft())
                .isBetween(Duration.ofMinutes(30).minusSeconds(10), Duration.ofMinutes(30));
    }

    @Test
    void aHandOutIsRefusedIfTheDatabaseWasTakenOutOfService() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.reserve(LeaseKind.DATABASE, name);
        setup.probe.all().make().reclaiming();

        assertThat(committedAhead.handOut(name, TERMS)).isPresent();

        assertThatThrownBy(() -> committedAhead.kept(name).join())
                .cause()
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo("57P01");
                    assertThat(error.hint()).contains("new");
                });
        assertThat(committedAhead.settled(name)).isCompleted();
    }

    @Test
    void aHandOutEndsWhenTheDatabaseIsHandedOutInAnotherWay() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.reserve(LeaseKind.DATABASE, name);
        assertThat(setup.state(name)).isEqualTo("reserved");

        committedAhead.forget(name);

        assertThat(registryHandOut.handOut(claim(name, 1)).outcome()).isEqualTo(HandOut.Outcome.FRESH);
    }

    @Test
    void aHandOutIsWithdrawnLaterIfTheAnswerOfTheRegistryWasLost() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        setup.probe.withoutReservations(() -> committedAhead.reserve(LeaseKind.DATABASE, name));
        setup.probe.of(name).make().reserved();

        committedAhead.settleUncertain().join();

        assertThat(committedAhead.handOut(name, TERMS)).isEmpty();
        assertThat(setup.state(name)).isEqualTo("warm");
    }

    @Test
    void aHandOutIsForgottenWithItsDatabase() throws SQLException {
        CommittedAhead committedAhead = committedAhead(0);
        DatabaseName name = warm();
        committedAhead.reserve(LeaseKind.DATABASE, name);
        committedAhead.forget(List.of(name));
        assertThat(committedAhead.handOut(name, TERMS)).isEmpty();
    }
}
