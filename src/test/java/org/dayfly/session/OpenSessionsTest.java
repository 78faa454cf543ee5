package org.dayfly.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.backend.KnownBackend;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.SqlState;
import org.dayfly.protocol.StartupMessage;
import org.dayfly.protocol.StartupParameters;
import org.dayfly.server.lease.Lease;
import org.dayfly.server.registry.DatabaseName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is here: on which database, since when, and by what their queries are canceled. */
class OpenSessionsTest {
    private static final DatabaseName ONE = new DatabaseName("dayfly_aaaaaaaaaa");
    private static final DatabaseName OTHER = new DatabaseName("dayfly_bbbbbbbbbb");

    private final AtomicLong now = new AtomicLong();
    private final OpenSessions open = new OpenSessions(now::get);
    private final List<CancelRequest> canceled = new ArrayList<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @BeforeEach
    void limit() {
        open.limit(3);
    }

    @AfterEach
    void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channels.add(channel);
        return channel;
    }

    private Session enter() {
        return open.enter(
                new Client(new ConnectionId(1), channel()), session -> CompletableFuture.completedFuture(null));
    }

    private Session on(DatabaseName database) {
        Session session = enter();
        open.arrive(session, new Lease(database, Optional.empty(), Instant.MAX, Optional.empty(), true));
        return session;
    }

    private void after(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    @Test
    void oneTooManyIsRefusedAndTakesNoPlace() {
        Session first = enter();
        enter();
        enter();
        assertThatThrownBy(this::enter).isInstanceOfSatisfying(ClientError.class, refusal -> {
            assertThat(refusal.sqlState()).isEqualTo("53300");
            assertThat(refusal.hint()).contains("limits.sessions");
        });
        assertThat(open.count()).isEqualTo(3);
        open.leave(first);
        enter();
    }

    @Test
    @SuppressWarnings("NullAway") // it never comes so far
    void oneThatCannotEvenBeBegunTakesNoPlace() {
        SessionOpener opener = new SessionOpener(null, open, null, null, new Announcer(Optional.empty()));
        EmbeddedChannel channel = channel();
        Client nowhere = new Client(new ConnectionId(1), channel);
        SessionRequest request = SessionRequest.of(
                new StartupMessage(ProtocolVersion.V3_0, StartupParameters.of(Map.of("user", "new"))),
                ProtocolVersion.V3_0,
                new SessionRules(ProtocolVersion.V3_0, Set.of(), Admission.ALL, Duration.ZERO));
        CompletableFuture<Session> opened = opener.open(nowhere, request);
        channel.runPendingTasks();
        assertThat(opened).isCompletedExceptionally();
        assertThat(open.count()).isZero();
    }

    @Test
    void withoutALimitNobodyIsRefused() {
        OpenSessions unlimited = new OpenSessions(now::get);
        unlimited.limit(0);
        for (int i = 0; i < 10; i++) {
            unlimited.enter(
                    new Client(new ConnectionId(i), channel()), session -> CompletableFuture.completedFuture(null));
        }
        assertThat(unlimited.count()).isEqualTo(10);
    }

    @Test
    void onlyTheLastToLeaveADatabaseLeavesItAtRest() {
        Session first = on(ONE);
        Session second = on(ONE);
        on(OTHER);
        first.fromClient(bytes("Q"));
        assertThat(open.leave(first)).isEmpty();
        Optional<DatabaseSessions> rest = open.leave(second);
        assertThat(rest).get().satisfies(those -> {
            assertThat(those.opened()).isEqualTo(2);
            assertThat(those.queried()).isTrue();
        });
        assertThat(open.leave(second)).isEmpty();
    }

    @Test
    void whoComesBackWaitsUntilTheRegistryKnowsOfTheEnd() {
        Session last = on(ONE);
        DatabaseSessions those = open.leave(last).orElseThrow();
        CompletableFuture<Void> settled = open.settled(ONE);
        assertThat(settled).isNotDone();
        open.told(ONE, those);
        assertThat(settled).isDone();
        assertThat(open.settled(ONE)).isDone();
    }

    @Test
    void aDatabaseOnWhichNobodySentAQueryIsKnownAsSuch() {
        Session first = on(ONE);
        first.fromClient(bytes("X\0\0\0\4"));
        assertThat(open.leave(first))
                .get()
                .extracting(DatabaseSessions::queried)
                .isEqualTo(false);
    }

    @Test
    void aSessionThatNeverCameToADatabaseLeavesNone() {
        assertThat(open.leave(enter())).isEmpty();
        assertThat(open.count()).isZero();
    }

    @Test
    void theSameUseIsToldAtEachCall() {
        Session session = on(ONE);
        after(2);
        assertThat(open.used()).containsExactly(Map.entry(ONE, Duration.ofSeconds(2)));
        after(2);
        assertThat(open.used()).containsExactly(Map.entry(ONE, Duration.ofSeconds(4)));
        session.fromClient(bytes("Q"));
        after(2);
        assertThat(open.used()).containsExactly(Map.entry(ONE, Duration.ZERO));
        after(2);
        assertThat(open.used()).as("still busy").containsExactly(Map.entry(ONE, Duration.ZERO));
        after(1);
        session.fromServer(bytes("Z"));
        after(3);
        assertThat(open.used()).containsExactly(Map.entry(ONE, Duration.ofSeconds(3)));
    }

    @Test
    void theBusiestSessionOfADatabaseCounts() {
        Session idle = on(ONE);
        Session busy = on(ONE);
        assertThat(idle.traffic().busy()).isFalse();
        busy.fromClient(bytes("Q"));
        after(5);
        assertThat(open.used()).containsExactly(Map.entry(ONE, Duration.ZERO));
    }

    @Test
    void nobodyIsLeftToTellOf() {
        Session session = on(ONE);
        DatabaseSessions those = new DatabaseSessions().with(session);
        those.without(session);
        assertThat(those.lastUsed(now.get())).isEmpty();
    }

    private CancelRequest reachable(Session session, int pid, String key) {
        BackendKeyData data =
                BackendKeyData.decode(Unpooled.buffer().writeInt(pid).writeBytes(key.getBytes(ISO_8859_1)));
        session.behind(
                KnownBackend.on(channel(), data, request -> {
                    canceled.add(request);
                    return told;
                }),
                nothing -> {},
                Optional.empty());
        open.reachable(session);
        return data.toCancelRequest();
    }

    @Test
    void aCancelRequestFindsItsSessionByProcessIdAndKey() {
        CancelRequest one = reachable(enter(), 7, "aaaa");
        CancelRequest samePid = reachable(enter(), 7, "bbbb");
        CancelRequest longer = reachable(enter(), 8, "a".repeat(32));
        assertThat(open.cancel(samePid)).isNotDone();
        assertThat(canceled).containsExactly(samePid);
        open.cancel(longer);
        open.cancel(one);
        assertThat(canceled).containsExactly(samePid, longer, one);
    }

    @Test
    void itIsOverWhenTheServerHasBeenTold() {
        CancelRequest request = reachable(enter(), 7, "aaaa");
        CompletableFuture<Void> canceling = open.cancel(request);
        CompletableFuture<Void> again = open.cancel(request);
        assertThat(canceled).as("one is enough").containsExactly(request);
        told.complete(null);
        assertThat(canceling).isCompleted();
        assertThat(again).isCompleted();
        open.cancel(request);
        assertThat(canceled).hasSize(2);
    }

    @Test
    void anyOtherIsIgnored() {
        CancelRequest right = reachable(enter(), 7, "aaaa");
        CancelRequest wrongKey =
                new CancelRequest(7, reachable(enter(), 9, "aaab").key());
        assertThat(open.cancel(wrongKey)).isCompleted();
        assertThat(open.cancel(new CancelRequest(8, right.key()))).isCompleted();
        assertThat(canceled).isEmpty();
    }

    @Test
    void whoHasLeftIsNotCanceled() {
        Session session = enter();
        CancelRequest request = reachable(session, 7, "aaaa");
        open.leave(session);
        assertThat(open.cancel(request)).isCompleted();
        assertThat(canceled).isEmpty();
    }

    @Test
    void anEndIsOverWhenTheSessionsOfThatDatabaseAre() {
        ClientError why = ClientError.of(SqlState.ADMIN_SHUTDOWN, "over");
        assertThat(open.end(ONE, why).toCompletableFuture()).isCompleted();
        assertThat(open.over()).isCompleted();
        Session session = on(ONE);
        assertThat(open.end(OTHER, why).toCompletableFuture()).isCompleted();
        CompletableFuture<Void> end = open.end(ONE, why).toCompletableFuture();
        CompletableFuture<Void> over = open.over();
        assertThat(end).isNotDone();
        assertThat(over).isNotDone();
        session.abandon();
        assertThat(end).isCompleted();
        assertThat(over).isCompleted();
    }
}
