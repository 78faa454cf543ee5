package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.LeaseKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** How many hand-outs may be committed ahead under the limit of databases, and which of them give way. */
@ParameterizedClass
@ArgumentsSource(ManagedServers.class)
final class CommittedAheadRoomTest extends CommittedAheadFixture {
    CommittedAheadRoomTest(TestedServer server) throws SQLException {
        super(server);
    }

    @Test
    void leavesHalfOfThePlacesToRequests() throws SQLException {
        setup.probe.addResting(2);
        DatabaseName name = warm();
        CommittedAhead committedAhead = committedAhead(4);
        committedAhead.reserve(LeaseKind.DATABASE, name);
        assertThat(setup.state(name)).isEqualTo("warm");
        assertThat(committedAhead.handOut(name, TERMS)).isEmpty();
        max.set(6);
        committedAhead.reserve(LeaseKind.DATABASE, name);
        assertThat(setup.state(name)).isEqualTo("reserved");
    }

    @Test
    void takesAFiftiethOfThePlacesAtTheLimitAndEvictsTheDatabaseLongestAtRest() throws SQLException {
        setup.probe.addResting(50);
        CommittedAhead committedAhead = committedAhead(50);
        DatabaseName first = warm();
        DatabaseName second = warm();

        committedAhead.reserve(LeaseKind.DATABASE, first);
        committedAhead.reserve(LeaseKind.DATABASE, second);

        assertThat(setup.state(first)).isEqualTo("reserved");
        assertThat(setup.state(second)).isEqualTo("warm");
        assertThat(setup.probe.all().withReason("evicted").count()).isEqualTo(1);
        assertThat(wakes).hasValue(1);
    }

    @Test
    void aHandOutGivesWayToTheRequestOfAClient() throws Exception {
        CommittedAhead committedAhead = committedAhead(2);
        DatabaseName reserved = warm();
        committedAhead.reserve(LeaseKind.DATABASE, reserved);

        RegistryHandOut.Answer answer = registryHandOut.handOut(claim(warm(), 1));

        assertThat(answer.outcome()).isEqualTo(HandOut.Outcome.FRESH);
        assertThat(answer.withdrawn()).containsExactly(reserved);
        assertThat(answer.madeRoom()).isFalse();
        assertThat(setup.state(reserved)).isEqualTo("warm");
    }

    @Test
    void aHandOutThatGaveWayIsKeptIfThereIsRoomAgain() throws Exception {
        CommittedAhead committedAhead = committedAhead(2);
        DatabaseName reserved = warm();
        committedAhead.reserve(LeaseKind.DATABASE, reserved);
        max.set(1);
        DatabaseName other = warm();
        registryHandOut.handOut(claim(other, 1));
        setup.probe.of(other).make().atRest();

        assertThat(committedAhead.handOut(reserved, TERMS)).isPresent();
        committedAhead.kept(reserved).join();

        assertThat(setup.state(reserved)).isEqualTo("leased");
        assertThat(setup.state(other)).isEqualTo("reclaiming");
        assertThat(wakes).hasValue(1);
    }

    @Test
    void aHandOutThatGaveWayIsRefusedIfAllDatabasesAreInUse() throws Exception {
        CommittedAhead committedAhead = committedAhead(2);
        DatabaseName reserved = warm();
        committedAhead.reserve(LeaseKind.DATABASE, reserved);
        max.set(1);
        registryHandOut.handOut(claim(warm(), 1));

        assertThat(committedAhead.handOut(reserved, TERMS)).isPresent();

        assertThatThrownBy(() -> committedAhead.kept(reserved).join())
                .cause()
                .isInstanceOfSatisfying(ClientError.class, error -> {
                    assertThat(error.sqlState()).isEqualTo("53300");
                    assertThat(error.text()).isEqualTo("all 1 databases are in use");
                });
        assertThat(unkept).containsExactly(reserved);
        assertThat(setup.state(reserved)).isEqualTo("warm");
    }
}
