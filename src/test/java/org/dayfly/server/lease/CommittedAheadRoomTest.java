package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.dayfly.protocol.ClientError;
import org.dayfly.server.ManagedServers;
import org.dayfly.server.TestedServer;
import org.dayfly.server.registry.DatabaseName;
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
    void takesAFiftiethOfThePlacesAtTheLimitAndEvictsTheDatabaseLongestAtRest() throws SQLException {
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

    @Test
    void aHandOutGivesWayToTheRequestOfAClient() throws Exception {
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
    void aHandOutThatGaveWayIsKeptIfThereIsRoomAgain() throws Exception {
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
    void aHandOutThatGaveWayIsRefusedIfAllDatabasesAreInUse() throws Exception {
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
}
