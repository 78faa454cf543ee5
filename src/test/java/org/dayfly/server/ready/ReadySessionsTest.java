package org.dayfly.server.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.dayfly.backend.KnownBackend;
import org.junit.jupiter.api.Test;

/** The databases on which sessions are opened ahead, and how long these sessions stay open. */
final class ReadySessionsTest extends ReadySessionsFixture {
    @Test
    void aSessionIsOpenedOnEachWarmDatabase() {
        ready.learn(PROFILE);
        waits(ONE, TWO);
        assertThat(openings).extracting(Opening::database).containsExactly(ONE, TWO);
    }

    @Test
    void noSessionIsOpenedOnADatabaseThatWasTakenBeforeItWasPrepared() {
        ready.learn(PROFILE);
        ready.waits(ONE);
        ready.take(ONE, loop, PROFILE);
        ready.prepare(ONE);
        ready.learn(PROFILE);
        assertThat(openings).isEmpty();
    }

    @Test
    void noSessionIsOpenedOnADatabaseThatWasGoneBeforeItWasPrepared() {
        ready.learn(PROFILE);
        ready.waits(ONE);
        ready.gone(ONE);
        ready.prepare(ONE);
        pass(Duration.ofSeconds(10));
        assertThat(openings).isEmpty();
    }

    @Test
    void aSessionThatIsOpenedTooLateIsClosed() {
        ready.learn(PROFILE);
        waits(ONE);
        ready.gone(ONE);
        assertThat(last().result()).isCancelled();
        waits(TWO);
        EmbeddedChannel server = letIn(last());
        ready.gone(TWO);
        clock.runPendingTasks();
        assertThat(server.isOpen()).isFalse();
        pass(Duration.ofMinutes(10));
        assertThat(openings).hasSize(2);
    }

    @Test
    void anOldSessionIsReplacedAtOnce() {
        ready.learn(PROFILE);
        waits(ONE);
        EmbeddedChannel server = letIn(last());
        pass(Duration.ofMinutes(5));
        server.runPendingTasks();
        assertThat(server.isOpen()).isFalse();
        assertThat(openings).hasSize(2);
    }

    @Test
    void aSessionIsClosedBeforeTheAgeAtWhichTheServerEndedTheLastOne() {
        ready.learn(PROFILE);
        waits(ONE);
        EmbeddedChannel first = letIn(last());
        pass(Duration.ofSeconds(60));
        end(first);
        pass(Duration.ofSeconds(2));
        assertThat(openings).hasSize(2);
        EmbeddedChannel second = letIn(last());

        pass(Duration.ofSeconds(29));
        second.runPendingTasks();
        assertThat(second.isOpen()).isTrue();
        pass(Duration.ofSeconds(2));
        second.runPendingTasks();
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void aSessionIsClosedAtHalfOfTheIdleTimeThatTheServerAllows() {
        ready.learn(PROFILE);
        waits(ONE);
        EmbeddedChannel server = new EmbeddedChannel();
        last().result().complete(KnownBackend.listening(server, "1min"));
        server.runPendingTasks();
        pass(Duration.ofSeconds(29));
        server.runPendingTasks();
        assertThat(server.isOpen()).isTrue();
        pass(Duration.ofSeconds(2));
        server.runPendingTasks();
        assertThat(server.isOpen()).isFalse();
    }
}
