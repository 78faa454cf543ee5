package org.dayfly.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.dayfly.Eventually;
import org.dayfly.server.task.Delays;
import org.junit.jupiter.api.Test;

/** What happens to the work of a server when the server is closed. */
final class ServerThreadsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ServerThreads threads = new ServerThreads();

    @Test
    void aStopDoesNotWaitForADelay() {
        Delays delays = threads.executors(System::nanoTime).delays();
        CompletableFuture<Void> delayed = delays.after(LONG);
        delays.repeat(() -> {}, LONG, LONG);
        threads.close();
        assertThat(delays.timer().isTerminated()).isTrue();
        assertThat(delayed).isNotDone();
    }

    @Test
    void aStopWaitsForWorkThatHasBegun() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        CompletableFuture<Void> work = CompletableFuture.runAsync(
                () -> {
                    begun.countDown();
                    await(stopping);
                },
                threads.workers());
        begun.await();
        // The timer is shut down before the wait for the workers begins.
        Delays delays = threads.executors(System::nanoTime).delays();
        CompletableFuture<Void> stop = CompletableFuture.runAsync(threads::close);
        Eventually.holds("the stop has begun", () -> delays.timer().isShutdown());
        assertThat(stop).isNotDone();
        stopping.countDown();
        stop.join();
        assertThat(work).isCompleted();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
