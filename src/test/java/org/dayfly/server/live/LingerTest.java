package org.dayfly.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.Eventually;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.junit.jupiter.api.Test;

/** When a database lingers after its last session, and when a session joins without the registry. */
final class LingerTest extends ServerSessionsFixture {
    /** A session that was kept for the next client waits on the database, from which the last client has gone. */
    private TestSession lingering() {
        waiting.add(ONE);
        TestSession last = keyed();
        last.leaving = true;
        assertThat(leave(last, ONE)).isCompleted();
        assertThat(farewells).isEmpty();
        return last;
    }

    @Test
    void aDatabaseWithAWaitingSessionLingersForTheNextClient() throws Exception {
        lingering();
        assertThat(sessions.settled(KEY)).succeedsWithin(Duration.ofSeconds(10));
        sessions.leases().learn(LEASE);
        assertThat(sessions.leases().join(KEY, LeaseKind.DATABASE)).contains(LEASE);
        leave(keyed(), ONE);
        assertThat(sessions.rested(KEY)).isNotDone();
        Eventually.holds("the registry is told", () -> !farewells.isEmpty());
        assertThat(farewells).singleElement().satisfies(ended -> {
            assertThat(ended.opened()).isEqualTo(2);
            assertThat(ended.unasked()).isEqualTo(1);
        });
    }

    @Test
    void aDatabaseLingersForAMomentOnly() throws Exception {
        lingering();
        now.addAndGet(ServerSessions.LINGER.toNanos());
        Eventually.holds("the registry is told", () -> !farewells.isEmpty());
        sessions.leases().learn(LEASE);
        assertThat(sessions.leases().join(KEY, LeaseKind.DATABASE)).isEmpty();
    }

    @Test
    void aCopyEndsTheLinger() throws Exception {
        lingering();
        CompletableFuture<Void> rested = sessions.rested(KEY);
        Eventually.holds("the registry is told", () -> !farewells.isEmpty());
        assertThat(rested).isNotDone();
        registry.complete(null);
        assertThat(rested).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void theEndOfTheProxyEndsTheLinger() {
        lingering();
        CompletableFuture<Void> told = sessions.told();
        assertThat(farewells).hasSize(1);
        assertThat(told).isNotDone();
        registry.complete(null);
        assertThat(told).isCompleted();
    }

    @Test
    void aDatabaseThatClientsCopyDoesNotLinger() {
        waiting.add(ONE);
        TestSession session = new TestSession();
        sessions.arrive(
                session, Lease.joined(LeaseKind.DATABASE, ONE, Optional.of(KEY), Instant.MAX, Optional.empty(), true));
        leave(session, ONE);
        assertThat(farewells).hasSize(1);
    }

    @Test
    void aDatabaseThatAClientCopiesMeanwhileDoesNotLinger() {
        waiting.add(ONE);
        TestSession session = keyed();
        sessions.rested(KEY);
        leave(session, ONE);
        assertThat(farewells).hasSize(1);
    }

    @Test
    void aDatabaseThatOtherProxiesUseTooDoesNotLinger() {
        shared.set(true);
        waiting.add(ONE);
        leave(keyed(), ONE);
        assertThat(farewells).hasSize(1);
    }

    @Test
    void aSessionJoinsWithoutTheRegistryOnlyWhileAnotherStays() {
        sessions.leases().learn(LEASE);
        assertThat(sessions.leases().join(ONE)).isEmpty();
        TestSession there = keyed();
        assertThat(sessions.leases().join(ONE)).contains(LEASE);
        assertThat(sessions.leases().join(KEY, LeaseKind.DATABASE)).contains(LEASE);
        assertThat(sessions.leases().join(new Key("other"), LeaseKind.DATABASE)).isEmpty();
        there.leaving = true;
        assertThat(sessions.leases().join(ONE)).isEmpty();
    }

    @Test
    void anAnswerOfTheRegistryIsGoodForAMoment() {
        keyed();
        sessions.leases().learn(LEASE);
        now.addAndGet(LeasesInUse.GOOD.toNanos() - 1);
        assertThat(sessions.leases().join(ONE)).contains(LEASE);
        now.addAndGet(1);
        assertThat(sessions.leases().join(ONE)).isEmpty();
    }

    @Test
    void theRegistryIsAskedIfADatabaseMayHaveLeftService() {
        keyed();
        List<Runnable> reasons = List.of(
                () -> sessions.end(ONE, ClientError.of(SqlState.ADMIN_SHUTDOWN, "over")),
                () -> sessions.leases().outOfService(ONE),
                () -> sessions.leases().deaf(),
                () -> sessions.leases().hears(),
                () -> shared.set(true));
        for (Runnable reason : reasons) {
            sessions.leases().learn(LEASE);
            assertThat(sessions.leases().join(ONE).isPresent()).isEqualTo(reason != reasons.get(3));
            reason.run();
            assertThat(sessions.leases().join(ONE)).isEmpty();
        }
    }

    @Test
    void theEndOfADatabaseEndsTheSessionsThatWaitThere() {
        waiting.add(ONE);
        assertThat(sessions.isOn(ONE)).isTrue();
        sessions.end(ONE, ClientError.of(SqlState.ADMIN_SHUTDOWN, "over"));
        assertThat(givenUp).containsExactly(ONE);
    }
}
