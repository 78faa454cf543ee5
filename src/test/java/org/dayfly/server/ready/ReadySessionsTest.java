package org.dayfly.server.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dayfly.backend.BackendSession;
import org.dayfly.backend.KnownBackend;
import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On which databases sessions are open ahead, and how often that is tried; the test is the server, and moves the clock. */
class ReadySessionsTest {
    private static final DatabaseName ONE = new DatabaseName("dayfly_aaaaaaaaaa");
    private static final DatabaseName TWO = new DatabaseName("dayfly_bbbbbbbbbb");
    private static final StartupProfile HABIT = startupProfile("psql");
    private static final StartupProfile OTHER = startupProfile("pgjdbc");
    private static final Duration STEP = Duration.ofMillis(10);

    private long now;
    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final EventLoop loop = clock.eventLoop();
    private final List<Opening> openings = new ArrayList<>();
    private final ReadySessions ready = new ReadySessions(this::open, List.of(loop), () -> now);

    private record Opening(
            DatabaseName database, StartupProfile startupProfile, CompletableFuture<BackendSession> result) {}

    private static StartupProfile startupProfile(String application) {
        return new StartupProfile(
                StartupParameters.of(Map.of("application_name", application)), new HostPort("localhost", 6432));
    }

    private CompletableFuture<BackendSession> open(EventLoop on, DatabaseName database, StartupProfile startupProfile) {
        Opening opening = new Opening(database, startupProfile, new CompletableFuture<>());
        openings.add(opening);
        return opening.result();
    }

    @BeforeEach
    void freeze() {
        clock.freezeTime();
    }

    @AfterEach
    void close() {
        clock.finishAndReleaseAll();
    }

    private void pass(Duration time) {
        for (long end = now + time.toNanos(); now < end; ) {
            now += STEP.toNanos();
            clock.advanceTimeBy(STEP.toNanos(), TimeUnit.NANOSECONDS);
            clock.runScheduledPendingTasks();
            clock.runPendingTasks();
        }
    }

    private void waits(DatabaseName... databases) {
        for (DatabaseName each : databases) {
            ready.waits(each);
            ready.prepare(each);
        }
    }

    private Opening last() {
        return openings.get(openings.size() - 1);
    }

    /** Lets one in; what closes its connection is returned. */
    private EmbeddedChannel letIn(Opening opening) {
        EmbeddedChannel server = new EmbeddedChannel();
        opening.result().complete(KnownBackend.listening(server));
        server.runPendingTasks();
        return server;
    }

    private static void end(EmbeddedChannel server) {
        server.close();
        server.runPendingTasks();
    }

    private void refuse(Opening opening, String sqlState) {
        SqlState state = List.of(SqlState.values()).stream()
                .filter(it -> it.code().equals(sqlState))
                .findFirst()
                .orElseThrow();
        opening.result().completeExceptionally(ClientError.of(state, "no"));
    }

    @Test
    void oneIsOpenedOnEachDatabaseThatWaits() {
        ready.learn(HABIT);
        waits(ONE, TWO);
        assertThat(openings).extracting(Opening::database).containsExactly(ONE, TWO);
    }

    @Test
    void noneIsOpenedOnADatabaseThatWasTakenBeforeItWasPrepared() {
        ready.learn(HABIT);
        ready.waits(ONE);
        ready.take(ONE, loop, HABIT);
        ready.prepare(ONE);
        ready.learn(HABIT);
        assertThat(openings).isEmpty();
    }

    @Test
    void noneIsOpenedOnADatabaseThatWentBeforeItWasPrepared() {
        ready.learn(HABIT);
        ready.waits(ONE);
        ready.gone(ONE);
        ready.prepare(ONE);
        pass(Duration.ofSeconds(10));
        assertThat(openings).isEmpty();
    }

    @Test
    void oneThatIsOpenedTooLateIsClosed() {
        ready.learn(HABIT);
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
    void aDatabaseThatDoesNotExistIsForgotten() {
        ready.learn(HABIT);
        waits(ONE);
        refuse(last(), "3D000");
        pass(Duration.ofMinutes(10));
        assertThat(openings).hasSize(1);
    }

    /** Ends each session as soon as it has been open for so long; tells how many were opened. */
    private int endAllAfter(Duration life, Duration time) {
        int before = openings.size();
        int served = before - 1;
        for (long end = now + time.toNanos(); now < end; ) {
            List<EmbeddedChannel> open = new ArrayList<>();
            for (; served < openings.size(); served++) {
                open.add(letIn(openings.get(served)));
            }
            pass(open.isEmpty() ? STEP : life);
            open.forEach(ReadySessionsTest::end);
        }
        return openings.size() - before;
    }

    @Test
    void aHabitWhoseSessionsEndAtOnceIsTriedLessAndLessOftenAndThenNoMore() {
        ready.learn(HABIT);
        waits(ONE);
        assertThat(endAllAfter(Duration.ofMillis(40), Duration.ofSeconds(10))).isBetween(2, 3);
        assertThat(endAllAfter(Duration.ofMillis(40), Duration.ofMinutes(5))).isBetween(3, 6);
        assertThat(endAllAfter(Duration.ofMillis(40), Duration.ofMinutes(3))).isZero();
        ready.learn(HABIT);
        pass(Duration.ofSeconds(1));
        assertThat(openings.size()).as("learnt again, and left alone").isLessThan(10);
    }

    @Test
    void aHabitThatIsRefusedIsTriedLessAndLessOften() {
        ready.learn(HABIT);
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
    void anotherHabitTakesThePlaceOfOneThatFails() {
        ready.learn(OTHER);
        ready.learn(HABIT);
        ready.learn(HABIT);
        waits(ONE);
        assertThat(last().startupProfile()).isEqualTo(HABIT);
        refuse(last(), "22023");
        pass(Duration.ofMillis(1100));
        assertThat(openings).hasSize(2);
        assertThat(last().startupProfile()).isEqualTo(OTHER);
    }

    @Test
    void aHabitIsNotToBlameForADatabaseOnWhichItAloneFails() {
        ready.learn(HABIT);
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
    void aServerThatStartsAnewCostsARestOfASecond() {
        ready.learn(HABIT);
        waits(ONE, TWO);
        List<EmbeddedChannel> open = openings.stream().map(this::letIn).toList();
        pass(Duration.ofMinutes(1));
        open.forEach(ReadySessionsTest::end);
        pass(Duration.ofMillis(1100));
        assertThat(openings).hasSize(4);
    }

    @Test
    void aServerThatCannotBeReachedIsNoFaultOfTheHabit() {
        ready.learn(HABIT);
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
    void anOldOneIsReplacedAtOnce() {
        ready.learn(HABIT);
        waits(ONE);
        EmbeddedChannel server = letIn(last());
        pass(Duration.ofMinutes(5));
        server.runPendingTasks();
        assertThat(server.isOpen()).isFalse();
        assertThat(openings).hasSize(2);
    }

    @Test
    void oneIsGivenUpBeforeTheServerEndsItAsItEndedTheLastOne() {
        ready.learn(HABIT);
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
    void oneIsGivenUpAtHalfOfTheTimeThatTheServerLetsItRest() {
        ready.learn(HABIT);
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

    @Test
    void oneThatCannotEvenBeBegunLeavesNoPlaceTaken() {
        ReadySessions broken = new ReadySessions(
                (on, database, startupProfile) -> {
                    openings.add(new Opening(database, startupProfile, new CompletableFuture<>()));
                    throw new IllegalStateException("shut down");
                },
                List.of(loop),
                () -> now);
        broken.learn(HABIT);
        broken.waits(ONE);
        broken.prepare(ONE);
        pass(Duration.ofMillis(1100));
        assertThat(openings).hasSize(2);
    }
}
