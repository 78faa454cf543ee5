package org.dayfly.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dayfly.backend.KnownBackend;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ProtocolVersion;
import org.dayfly.protocol.SqlState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Open sessions are counted and limited, and a cancel request finds its session. */
class OpenSessionsTest {

    private final OpenSessions open = new OpenSessions(() -> 3, () -> 0, SessionEvents.NONE);
    private final List<CancelRequest> canceled = new ArrayList<>();
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private final List<EmbeddedChannel> channels = new ArrayList<>();

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
        return open.enter(new Client(new ConnectionId(1), channel()));
    }

    @Test
    void aSessionOverTheLimitIsRefusedAndNotCounted() {
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
    void aSessionThatNeverHadADatabaseLeavesAtOnce() {
        assertThat(open.leave(enter()).toCompletableFuture()).isCompleted();
        assertThat(open.count()).isZero();
    }

    private static BackendKeyData data(int pid, String key) {
        return BackendKeyData.decode(Unpooled.buffer().writeInt(pid).writeBytes(key.getBytes(ISO_8859_1)));
    }

    private CancelRequest reachable(Session session, int pid, String key) {
        return reachable(session, data(pid, key), data(pid, key));
    }

    private CancelRequest reachable(Session session, BackendKeyData servers, BackendKeyData clients) {
        open.behind(
                session,
                KnownBackend.on(channel(), servers, request -> {
                    canceled.add(request);
                    return told;
                }),
                Optional.of(clients),
                nothing -> {},
                Optional.empty());
        return clients.toCancelRequest();
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
    void aCancelRequestWithTheTagOfItsServerReachesTheServerWithoutTheTag() {
        BackendKeyData servers = data(7, "aaaa");
        BackendKeyData clients = servers.forClient(ProtocolVersion.V3_2, "abcdef");
        CancelRequest request = reachable(enter(), servers, clients);
        assertThat(open.fits(request)).isTrue();
        open.cancel(request);
        assertThat(canceled).containsExactly(servers.toCancelRequest());
    }

    @Test
    void aCancelRequestWithTheTagOfAnotherServerOrNoTagIsIgnored() {
        BackendKeyData servers = data(7, "aaaa");
        reachable(enter(), servers, servers.forClient(ProtocolVersion.V3_2, "abcdef"));
        CancelRequest others = servers.forClient(ProtocolVersion.V3_2, "abcdeg").toCancelRequest();
        assertThat(open.fits(others)).isFalse();
        assertThat(open.fits(servers.toCancelRequest())).isFalse();
    }

    @Test
    void aCancelRequestIsOverWhenTheServerHasReceivedIt() {
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
    void aCancelRequestWithAnotherKeyOrProcessIdIsIgnored() {
        CancelRequest right = reachable(enter(), 7, "aaaa");
        CancelRequest wrongKey =
                new CancelRequest(7, reachable(enter(), 9, "aaab").key());
        assertThat(open.cancel(wrongKey)).isCompleted();
        assertThat(open.cancel(new CancelRequest(8, right.key()))).isCompleted();
        assertThat(canceled).isEmpty();
    }

    @Test
    void aSessionThatHasLeftIsNotCanceled() {
        Session session = enter();
        CancelRequest request = reachable(session, 7, "aaaa");
        open.leave(session);
        assertThat(open.cancel(request)).isCompleted();
        assertThat(canceled).isEmpty();
    }

    @Test
    void allSessionsAreOverWhenEachSessionIsOver() {
        assertThat(open.over()).isCompleted();
        Session first = enter();
        Session second = enter();
        ClientError why = ClientError.of(SqlState.ADMIN_SHUTDOWN, "over");
        CompletableFuture<Void> over = open.over();
        CompletableFuture<Void> ended = open.endAll(why).toCompletableFuture();
        first.abandon();
        assertThat(over).isNotDone();
        assertThat(ended).isNotDone();
        second.abandon();
        assertThat(over).isCompleted();
        assertThat(ended).isCompleted();
    }
}
