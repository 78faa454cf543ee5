package org.dayfly.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.Eventually;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Delays;
import org.dayfly.server.registry.Key;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which sessions are on a database, since when, and when they are over. */
final class ServerSessionsTest {
    private static final DatabaseName ONE = new DatabaseName("dayfly_aaaaaaaaaa");
    private static final DatabaseName OTHER = new DatabaseName("dayfly_bbbbbbbbbb");
    private static final Key KEY = new Key("key");
    private static final Lease LEASE = Lease.joined(ONE, Optional.of(KEY), Instant.MAX, Optional.empty(), false);
    private static final EventLoop LOOP = new DefaultEventLoop();

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor();

    private final AtomicLong now = new AtomicLong();
    private final Set<DatabaseName> waiting = ConcurrentHashMap.newKeySet();
    private final List<DatabaseName> givenUp = new ArrayList<>();
    private final AtomicBoolean shared = new AtomicBoolean();
    private final List<DatabaseSessions> farewells = new CopyOnWriteArrayList<>();
    /** Completes when the registry knows of the rests. */
    private final CompletableFuture<Void> registry = new CompletableFuture<>();

    private final ServerSessions sessions = new ServerSessions(
            new Delays(TIMER, now::get),
            new WaitingSessions() {
                @Override
                public boolean isOn(DatabaseName database) {
                    return waiting.contains(database);
                }

                @Override
                public CompletableFuture<Void> rest(DatabaseName database) {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public CompletableFuture<Void> giveUp(DatabaseName database) {
                    givenUp.add(database);
                    return CompletableFuture.completedFuture(null);
                }
            },
            shared::get);

    @AfterAll
    static void stop() {
        LOOP.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        TIMER.shutdownNow();
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
        sessions.arrive(session, Lease.joined(database, Optional.empty(), Instant.MAX, Optional.empty(), false));
        return session;
    }

    private CompletableFuture<Void> leave(TestSession session, DatabaseName database) {
        return sessions.leave(session, database, last -> {
            farewells.add(last);
            return registry;
        });
    }

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

    private TestSession keyed() {
        TestSession session = new TestSession();
        sessions.arrive(session, LEASE);
        return session;
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
        assertThat(sessions.leases().join(KEY)).contains(LEASE);
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
        assertThat(sessions.leases().join(KEY)).isEmpty();
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
        sessions.arrive(session, Lease.joined(ONE, Optional.of(KEY), Instant.MAX, Optional.empty(), true));
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
        assertThat(sessions.leases().join(KEY)).contains(LEASE);
        assertThat(sessions.leases().join(new Key("other"))).isEmpty();
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
