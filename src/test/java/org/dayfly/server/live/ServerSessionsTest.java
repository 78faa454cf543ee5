package org.dayfly.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.drop.LiveSessions;
import org.junit.jupiter.api.Test;

/** Which sessions are on a database, since when, and when they are over. */
final class ServerSessionsTest extends ServerSessionsFixture {
    @Test
    void onlyTheLastSessionToLeaveADatabaseLeavesItAtRest() {
        TestSession first = on(ONE);
        TestSession second = on(ONE);
        on(OTHER);
        first.queried = true;
        assertThat(leave(first, ONE)).isCompleted();
        assertThat(farewells).isEmpty();
        leave(second, ONE);
        assertThat(farewells).singleElement().satisfies(ended -> {
            assertThat(ended.opened()).isEqualTo(2);
            assertThat(ended.queried()).isTrue();
        });
        leave(second, ONE);
        assertThat(farewells).hasSize(1);
        assertThat(sessions.isOn(ONE)).isFalse();
        assertThat(sessions.isOn(OTHER)).isTrue();
    }

    @Test
    void aDatabaseWithoutAQueryIsReportedAsSuch() {
        leave(on(ONE), ONE);
        assertThat(farewells)
                .singleElement()
                .extracting(DatabaseSessions::queried)
                .isEqualTo(false);
    }

    @Test
    void aClientThatComesBackWaitsUntilTheRegistryKnowsOfTheEnd() {
        CompletableFuture<Void> left = leave(on(ONE), ONE);
        CompletableFuture<Void> settled = sessions.settled(ONE);
        CompletableFuture<Void> told = sessions.told();
        assertThat(left).isNotDone();
        assertThat(settled).isNotDone();
        assertThat(told).isNotDone();
        registry.complete(null);
        assertThat(left).isDone();
        assertThat(settled).succeedsWithin(Duration.ofSeconds(10));
        assertThat(told).isDone();
        assertThat(sessions.settled(ONE)).isDone();
    }

    @Test
    void aClientOfAKeyWaitsForASessionThatIsEnding() {
        TestSession last = keyed();
        assertThat(sessions.settled(KEY)).succeedsWithin(Duration.ofSeconds(10));
        last.leaving = true;
        CompletableFuture<Void> settled = sessions.settled(KEY);
        leave(last, ONE);
        assertThat(settled).isNotDone();
        registry.complete(null);
        assertThat(settled).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void theSameUseIsReportedAtEachCall() {
        on(ONE);
        now.set(2);
        assertThat(sessions.used()).containsExactly(Map.entry(ONE, new LiveSessions.Use(Duration.ofNanos(2), 1)));
        now.set(4);
        assertThat(sessions.used()).containsExactly(Map.entry(ONE, new LiveSessions.Use(Duration.ofNanos(4), 1)));
    }

    @Test
    void theSessionThatWasUsedLastCounts() {
        on(ONE);
        on(ONE).lastUsed = 3;
        now.set(5);
        assertThat(sessions.used()).containsExactly(Map.entry(ONE, new LiveSessions.Use(Duration.ofNanos(2), 2)));
    }

    @Test
    void aDatabaseThatAllSessionsHaveLeftIsNotUsed() {
        leave(on(ONE), ONE);
        assertThat(sessions.used()).isEmpty();
    }

    @Test
    void anEndIsCompleteWhenTheSessionsOfItsDatabaseAreOver() {
        ClientError why = ClientError.of(SqlState.ADMIN_SHUTDOWN, "over");
        assertThat(sessions.end(ONE, why).toCompletableFuture()).isCompleted();
        TestSession session = on(ONE);
        assertThat(sessions.end(OTHER, why).toCompletableFuture()).isCompleted();
        CompletableFuture<Void> end = sessions.end(ONE, why).toCompletableFuture();
        assertThat(end).isNotDone();
        session.over.complete(null);
        assertThat(end).isCompleted();
    }
}
