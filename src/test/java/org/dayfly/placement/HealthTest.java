package org.dayfly.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.dayfly.HeardLog;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.Test;

/** The circuit of a server opens when the server cannot be reached, and closes when it answers. */
final class HealthTest {
    private static final CompletableFuture<Void> LISTENS = CompletableFuture.completedFuture(null);

    private final ClientError down = ClientError.of(SqlState.CANNOT_CONNECT_NOW, "connection refused");

    private final Health health = new Health("db1", System::nanoTime);
    private final List<String> unwanted = new ArrayList<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    private CompletableFuture<String> attempt() {
        return health.attempt(() -> answer, unwanted::add);
    }

    @Test
    void passesTheAnswerOn() {
        CompletableFuture<String> attempt = attempt();
        assertThat(attempt).isNotDone();
        answer.complete("yes");
        assertThat(attempt).isCompletedWithValue("yes");
        assertThat(unwanted).isEmpty();
    }

    @Test
    void failsAtOnceWhileTheCircuitIsOpen() {
        health.lost(down);
        CompletableFuture<String> attempt = health.attempt(
                () -> {
                    throw new AssertionError("asked a server that cannot be reached");
                },
                unwanted::add);
        assertThatThrownBy(attempt::join).hasRootCauseMessage("a server that this request needs cannot be reached now");
    }

    @Test
    void failsAttemptsUnderWayWhenTheCircuitOpensAndReturnsWhatTheyGetLater() {
        CompletableFuture<String> attempt = attempt();
        health.lost(down);
        assertThat(attempt).isCompletedExceptionally();
        answer.complete("late");
        assertThat(unwanted).containsExactly("late");
    }

    /** What follows an attempt may ask another server, which may be lost at the same moment. */
    @Test
    void failsAttemptsUnderWayWithoutHoldingItsLock() {
        CompletableFuture<Void> after = attempt()
                .handle((value, failure) -> CompletableFuture.runAsync(health::answered)
                        .orTimeout(5, TimeUnit.SECONDS)
                        .join());
        health.lost(down);
        assertThat(after).isCompleted();
    }

    @Test
    void opensTheCircuitIfAnAttemptFindsTheServerUnreachable() {
        CompletableFuture<String> attempt = attempt();
        answer.completeExceptionally(new CompletionException(down));
        assertThat(attempt).isCompletedExceptionally();
        assertThat(health.isReachable()).isFalse();
    }

    @Test
    void leavesTheCircuitClosedIfAnAttemptFailsInAnotherWay() {
        CompletableFuture<String> attempt = attempt();
        answer.completeExceptionally(ClientError.of(SqlState.INVALID_CATALOG_NAME, "no such source"));
        assertThatThrownBy(attempt::join).hasRootCauseMessage("no such source");
        assertThat(health.isReachable()).isTrue();
    }

    @Test
    void closesTheCircuitWhenTheServerAnswers() {
        health.lost(down);
        health.answered();
        assertThat(health.isReachable()).isTrue();
        answer.complete("yes");
        assertThat(attempt()).isCompletedWithValue("yes");
    }

    @Test
    void logsOneLineWhenTheServerGoesAndOneWhenItIsBack() {
        try (HeardLog log = new HeardLog("org.dayfly.placement")) {
            health.lost(down);
            health.lost(down);
            health.answered();
            health.answered();
            assertThat(log.lines())
                    .containsExactly(
                            "db1 cannot be reached: connection refused; new databases go to other servers",
                            "db1 can be reached again");
        }
    }

    @Test
    void aProbeWithoutAnAnswerOpensTheCircuitAndALateAnswerClosesIt() {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        long[] now = {0};
        Probe probe = new Probe(() -> count, () -> LISTENS, new Room(() -> 1, () -> 0), health, () -> now[0]);
        probe.run();
        now[0] = Probe.PATIENCE.minus(Duration.ofMillis(1)).toNanos();
        probe.run();
        assertThat(health.isReachable()).isTrue();
        now[0] = Probe.PATIENCE.toNanos();
        probe.run();
        assertThat(health.isReachable()).isFalse();
        count.complete(7);
        assertThat(health.isReachable()).isTrue();
    }

    @Test
    void aServerThatDoesNotListenIsLostBeforeTheProbeHasWaitedLong() {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        List<CompletableFuture<Void>> looks = new ArrayList<>(
                List.of(LISTENS, CompletableFuture.failedFuture(new ConnectException("Connection refused"))));
        Probe probe = new Probe(() -> count, () -> looks.remove(0), new Room(() -> 1, () -> 0), health, () -> 0);
        probe.run();
        assertThat(looks).hasSize(2);
        probe.run();
        assertThat(health.isReachable()).isTrue();
        probe.run();
        assertThat(health.isReachable()).isFalse();
    }

    @Test
    void aProbeCountsTheDatabases() {
        Room room = new Room(() -> 1, () -> 8);
        List<Integer> counts = new ArrayList<>(List.of(7, 8));
        Probe probe = new Probe(
                () -> CompletableFuture.completedFuture(counts.remove(0)),
                () -> LISTENS,
                room,
                health,
                System::nanoTime);
        probe.run();
        assertThat(room.isFull()).isFalse();
        probe.run();
        assertThat(room.isFull()).isTrue();
    }
}
