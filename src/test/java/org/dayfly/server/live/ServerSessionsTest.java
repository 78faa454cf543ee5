package org.dayfly.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which sessions are on a database, since when, and when they are over. */
final class ServerSessionsTest {
    private static final DatabaseName ONE = new DatabaseName("dayfly_aaaaaaaaaa");
    private static final DatabaseName OTHER = new DatabaseName("dayfly_bbbbbbbbbb");
    private static final Key KEY = new Key("key");
    private static final EventLoop LOOP = new DefaultEventLoop();

    private final AtomicLong now = new AtomicLong();
    private final ServerSessions sessions = new ServerSessions(now::get);

    @AfterAll
    static void stop() {
        LOOP.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private static final class TestSession implements LiveSession {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private boolean leaving;
        private boolean queried;
        private long lastUsed;

        @Override
        public EventLoop loop() {
            return LOOP;
        }

        @Override
        public boolean leaving() {
            return leaving;
        }

        @Override
        public boolean queried() {
            return queried;
        }

        @Override
        public long lastUsed(long now) {
            return lastUsed;
        }

        @Override
        public CompletionStage<Void> end(ClientError why) {
            return over;
        }
    }

    private TestSession on(DatabaseName database) {
        TestSession session = new TestSession();
        sessions.arrive(session, database, Optional.empty());
        return session;
    }

    @Test
    void onlyTheLastSessionToLeaveADatabaseLeavesItAtRest() {
        TestSession first = on(ONE);
        TestSession second = on(ONE);
        on(OTHER);
        first.queried = true;
        assertThat(sessions.leave(first, ONE)).isEmpty();
        assertThat(sessions.leave(second, ONE)).get().satisfies(ended -> {
            assertThat(ended.opened()).isEqualTo(2);
            assertThat(ended.queried()).isTrue();
        });
        assertThat(sessions.leave(second, ONE)).isEmpty();
        assertThat(sessions.isOn(ONE)).isFalse();
        assertThat(sessions.isOn(OTHER)).isTrue();
    }

    @Test
    void aDatabaseWithoutAQueryIsReportedAsSuch() {
        TestSession only = on(ONE);
        assertThat(sessions.leave(only, ONE))
                .get()
                .extracting(DatabaseSessions::queried)
                .isEqualTo(false);
    }

    @Test
    void aClientThatComesBackWaitsUntilTheRegistryKnowsOfTheEnd() {
        TestSession last = on(ONE);
        DatabaseSessions ended = sessions.leave(last, ONE).orElseThrow();
        CompletableFuture<Void> settled = sessions.settled(ONE);
        CompletableFuture<Void> told = sessions.told();
        assertThat(settled).isNotDone();
        assertThat(told).isNotDone();
        sessions.told(ONE, ended);
        assertThat(settled).succeedsWithin(Duration.ofSeconds(10));
        assertThat(told).isDone();
        assertThat(sessions.settled(ONE)).isDone();
    }

    @Test
    void aClientOfAKeyWaitsForASessionThatIsEnding() {
        TestSession last = new TestSession();
        sessions.arrive(last, ONE, Optional.of(KEY));
        assertThat(sessions.settled(KEY)).succeedsWithin(Duration.ofSeconds(10));
        last.leaving = true;
        CompletableFuture<Void> settled = sessions.settled(KEY);
        DatabaseSessions ended = sessions.leave(last, ONE).orElseThrow();
        assertThat(settled).isNotDone();
        sessions.told(ONE, ended);
        assertThat(settled).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void theSameUseIsReportedAtEachCall() {
        on(ONE);
        now.set(2);
        assertThat(sessions.used()).containsExactly(Map.entry(ONE, Duration.ofNanos(2)));
        now.set(4);
        assertThat(sessions.used()).containsExactly(Map.entry(ONE, Duration.ofNanos(4)));
    }

    @Test
    void theSessionThatWasUsedLastCounts() {
        on(ONE);
        on(ONE).lastUsed = 3;
        now.set(5);
        assertThat(sessions.used()).containsExactly(Map.entry(ONE, Duration.ofNanos(2)));
    }

    @Test
    void aDatabaseThatAllSessionsHaveLeftIsNotUsed() {
        sessions.leave(on(ONE), ONE);
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
