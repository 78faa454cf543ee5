package org.dayfly.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A delay completes in time, and fails when the timer is shut down. */
final class DelaysTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Delays delays = new Delays(timer, () -> 7);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void completesAfterTheTimeAndNotBefore() {
        assertThat(delays.after(LONG)).isNotDone();
        assertThat(delays.after(SHORT)).succeedsWithin(PATIENCE);
    }

    @Test
    void failsWhenTheTimerIsShutDown() {
        timer.shutdownNow();
        assertThat(delays.after(SHORT))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(ClientError.class)
                .withMessageContaining("dayfly is shutting down");
    }

    @Test
    void waitsNoLongerThanTheGivenTime() {
        assertThat(delays.within(SHORT, new CompletableFuture<>())).succeedsWithin(PATIENCE);
        CompletableFuture<Void> awaited = new CompletableFuture<>();
        CompletableFuture<Void> within = delays.within(LONG, awaited);
        assertThat(within).isNotDone();
        awaited.complete(null);
        assertThat(within).isCompleted();
    }

    @Test
    void passesAFailureOn() {
        assertThat(delays.within(LONG, CompletableFuture.failedFuture(new IllegalStateException("broken"))))
                .isCompletedExceptionally();
    }

    @Test
    void hasTheClockThatItWasGiven() {
        assertThat(delays.now()).isEqualTo(7);
    }
}
