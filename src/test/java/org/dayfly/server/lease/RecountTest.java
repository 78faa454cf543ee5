package org.dayfly.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.dayfly.Eventually;
import org.dayfly.server.task.Delays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests for a count share counts, and no request gets an older count. */
final class RecountTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<CompletableFuture<Void>> counts = new ConcurrentLinkedQueue<>();
    private final Recount recount = new Recount(new Delays(timer, System::nanoTime), this::count);

    private CompletableFuture<Void> count() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        counts.add(begun);
        return begun;
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private void begun(int expected) throws Exception {
        Eventually.sees("so many counts have begun", expected, counts::size);
    }

    private CompletableFuture<Void> latest() {
        return counts.stream().reduce((earlier, later) -> later).orElseThrow();
    }

    @Test
    void requestsAtOnceShareACount() throws Exception {
        CompletableFuture<Void> first = recount.soon();
        CompletableFuture<Void> second = recount.soon();
        begun(1);
        assertThat(first).isNotDone();
        latest().complete(null);
        assertThat(first).succeedsWithin(PATIENCE);
        assertThat(second).succeedsWithin(PATIENCE);
        assertThat(counts).hasSize(1);
    }

    @Test
    void aRequestDuringACountWaitsForTheNextWhichBeginsAfterIt() throws Exception {
        CompletableFuture<Void> first = recount.soon();
        begun(1);
        CompletableFuture<Void> second = recount.soon();
        new Delays(timer, System::nanoTime).after(Duration.ofMillis(300)).join();
        assertThat(counts).as("one count at a time").hasSize(1);
        latest().complete(null);
        assertThat(first).succeedsWithin(PATIENCE);
        begun(2);
        assertThat(second).isNotDone();
        latest().complete(null);
        assertThat(second).succeedsWithin(PATIENCE);
    }
}
