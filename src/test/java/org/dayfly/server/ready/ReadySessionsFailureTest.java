package org.dayfly.server.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.Test;

/** How often dayfly tries again when a session cannot be opened ahead, or ends at once. */
final class ReadySessionsFailureTest extends ReadySessionsFixture {
    @Test
    void aDatabaseThatDoesNotExistIsForgotten() {
        ready.learn(PROFILE);
        waits(ONE);
        refuse(last(), "3D000");
        pass(Duration.ofMinutes(10));
        assertThat(openings).hasSize(1);
    }

    @Test
    void aProfileWhoseSessionsEndAtOnceIsTriedLessAndLessOftenAndThenNoMore() {
        ready.learn(PROFILE);
        waits(ONE);
        assertThat(endAllAfter(Duration.ofMillis(40), Duration.ofSeconds(10))).isBetween(2, 3);
        assertThat(endAllAfter(Duration.ofMillis(40), Duration.ofMinutes(5))).isBetween(3, 6);
        assertThat(endAllAfter(Duration.ofMillis(40), Duration.ofMinutes(3))).isZero();
        ready.learn(PROFILE);
        pass(Duration.ofSeconds(1));
        assertThat(openings.size())
                .as("the profile is learnt again, and not tried")
                .isLessThan(10);
    }

    @Test
    void aProfileThatIsRefusedIsTriedLessAndLessOften() {
        ready.learn(PROFILE);
        waits(ONE);
        int refused = 0;
        for (long end = now + Duration.ofSeconds(10).toNanos(); now < end; pass(STEP)) {
            for (; refused < openings.size(); refused++) {
                refuse(openings.get(refused), "22023");
            }
        }
        assertThat(openings).hasSizeBetween(3, 4);
    }

    @Test
    void anotherProfileReplacesAProfileThatFails() {
        ready.learn(OTHER);
        ready.learn(PROFILE);
        ready.learn(PROFILE);
        waits(ONE);
        assertThat(last().startupProfile()).isEqualTo(PROFILE);
        refuse(last(), "22023");
        pass(Duration.ofMillis(1100));
        assertThat(openings).hasSize(2);
        assertThat(last().startupProfile()).isEqualTo(OTHER);
    }

    @Test
    void aProfileThatFailsOnOneDatabaseIsStillUsedOnOthers() {
        ready.learn(PROFILE);
        waits(ONE);
        letIn(last());
        waits(TWO);
        for (int i = 0; i < 8; i++) {
            end(letIn(last()));
            int before = openings.size();
            while (openings.size() == before) {
                pass(Duration.ofSeconds(1));
            }
        }
        DatabaseName next = new DatabaseName("dayfly_cccccccccc");
        waits(next);
        assertThat(last().database()).isEqualTo(next);
    }

    @Test
    void afterARestartOfTheServerSessionsAreOpenedAgainAfterASecond() {
        ready.learn(PROFILE);
        waits(ONE, TWO);
        List<EmbeddedChannel> open = openings.stream().map(this::letIn).toList();
        pass(Duration.ofMinutes(1));
        open.forEach(ReadySessionsTest::end);
        pass(Duration.ofMillis(1100));
        assertThat(openings).hasSize(4);
    }

    @Test
    void aServerThatCannotBeReachedIsNoFaultOfTheProfile() {
        ready.learn(PROFILE);
        waits(ONE);
        for (int i = 0; i < 12; i++) {
            last().result().completeExceptionally(new IOException("refused"));
            int before = openings.size();
            for (int s = 0; s < 61 && openings.size() == before; s++) {
                pass(Duration.ofSeconds(1));
            }
            assertThat(openings.size()).isGreaterThan(before);
        }
    }

    @Test
    void anOpeningThatCannotBeginLeavesNoPlaceTaken() {
        ReadySessions broken = new ReadySessions(
                (on, database, startupProfile) -> {
                    openings.add(new Opening(database, startupProfile, new CompletableFuture<>()));
                    throw new IllegalStateException("shut down");
                },
                List.of(loop),
                () -> now);
        broken.learn(PROFILE);
        broken.waits(ONE);
        broken.prepare(ONE);
        pass(Duration.ofMillis(1100));
        assertThat(openings).hasSize(2);
    }
}
