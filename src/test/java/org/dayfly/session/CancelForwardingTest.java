package org.dayfly.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.dayfly.protocol.BackendKeyData;
import org.dayfly.protocol.CancelRequest;
import org.dayfly.protocol.ProtocolVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A cancel request that fits no session goes to the servers that may have the session. However many there are, they
 * cost the servers a bounded number of connections.
 */
final class CancelForwardingTest {
    private final EventLoop loop = new DefaultEventLoop();
    private final List<CompletableFuture<Void>> open = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private long now;

    @AfterEach
    void close() {
        loop.shutdownGracefully();
    }

    private record Sent(String server, CancelRequest request) {}

    private CancelTarget target(boolean fits) {
        return target("abcdef", fits);
    }

    private CancelTarget target(String tag, boolean fits) {
        return new CancelTarget() {
            @Override
            public String tag() {
                return tag;
            }

            @Override
            public boolean mayHave(CancelRequest request) {
                return fits;
            }

            @Override
            public CompletableFuture<Void> cancel(EventLoop on, CancelRequest request) {
                CompletableFuture<Void> answered = new CompletableFuture<>();
                open.add(answered);
                sent.add(new Sent(tag, request));
                return answered;
            }
        };
    }

    private CancelForwarding forwarding(CancelTarget... targets) {
        return new CancelForwarding(() -> List.of(targets), () -> now);
    }

    private static BackendKeyData data() {
        ByteBuf body = Unpooled.buffer().writeInt(7).writeInt(8);
        try {
            return BackendKeyData.decode(body);
        } finally {
            body.release();
        }
    }

    private static CancelRequest request() {
        return data().toCancelRequest();
    }

    private static CancelRequest requestFor(String tag) {
        return data().forClient(ProtocolVersion.V3_2, tag).toCancelRequest();
    }

    @Test
    void asksOnlyTheServerOfTheTagAndSendsTheServersOwnKey() {
        CompletableFuture<Void> forwarded = forwarding(
                        target("aaaaaa", true), target("bbbbbb", true), target("cccccc", true))
                .forward(loop, requestFor("bbbbbb"))
                .told();
        assertThat(sent).containsExactly(new Sent("bbbbbb", request()));
        open.get(0).complete(null);
        assertThat(forwarded).isCompleted();
    }

    @Test
    void asksNoServerIfTheTagIsOfAServerOfOtherProxies() {
        assertThat(forwarding(target("aaaaaa", true), target("bbbbbb", true))
                        .forward(loop, requestFor("cccccc"))
                        .outcome())
                .isEqualTo(SessionEvents.Cancel.UNKNOWN);
        assertThat(sent).isEmpty();
    }

    @Test
    void asksNoServerIfTheServerOfTheTagCannotHaveTheSession() {
        assertThat(forwarding(target("aaaaaa", false), target("bbbbbb", true))
                        .forward(loop, requestFor("aaaaaa"))
                        .outcome())
                .isEqualTo(SessionEvents.Cancel.UNKNOWN);
        assertThat(sent).isEmpty();
    }

    @Test
    void asksEveryServerIfTheKeyHasNoTag() {
        forwarding(target("aaaaaa", true), target("bbbbbb", true)).forward(loop, request());
        assertThat(sent).containsExactly(new Sent("aaaaaa", request()), new Sent("bbbbbb", request()));
    }

    @Test
    void aRequestWithATagCountsAsOneConnection() {
        CancelForwarding forwarding = forwarding(target("aaaaaa", true), target("bbbbbb", true));
        for (int i = 0; i < 500; i++) {
            forwarding.forward(loop, requestFor("aaaaaa"));
        }
        assertThat(open).hasSize(CancelForwarding.AT_ONCE);
        open.get(0).complete(null);
        assertThat(forwarding.forward(loop, request()).outcome()).isEqualTo(SessionEvents.Cancel.DROPPED);
        assertThat(open)
                .as("there is room for one connection, and the request needs two")
                .hasSize(CancelForwarding.AT_ONCE);
        forwarding.forward(loop, requestFor("bbbbbb"));
        assertThat(open).hasSize(CancelForwarding.AT_ONCE + 1);
    }

    @Test
    void completesWhenAllServersHaveAnswered() {
        CompletableFuture<Void> forwarded =
                forwarding(target(true), target(true)).forward(loop, request()).told();
        assertThat(open).hasSize(2);
        open.get(0).complete(null);
        assertThat(forwarded).isNotDone();
        open.get(1).complete(null);
        assertThat(forwarded).isCompleted();
    }

    @Test
    void asksNoServerThatCannotHaveTheSession() {
        assertThat(forwarding(target(false)).forward(loop, request()).told()).isCompleted();
        assertThat(open).isEmpty();
    }

    @Test
    void opensABoundedNumberOfConnectionsAtATime() {
        CancelForwarding forwarding = forwarding(target(true));
        for (int i = 0; i < 500; i++) {
            forwarding.forward(loop, request());
        }
        assertThat(open).hasSize(CancelForwarding.AT_ONCE);
        open.get(0).complete(null);
        forwarding.forward(loop, request());
        assertThat(open).hasSize(CancelForwarding.AT_ONCE + 1);
    }

    @Test
    void opensABoundedNumberOfConnectionsInASecond() {
        CancelForwarding forwarding = forwarding(target(true));
        for (int i = 0; i < 500; i++) {
            forwarding.forward(loop, request());
            open.forEach(answered -> answered.complete(null));
        }
        assertThat(open).hasSize(CancelForwarding.PER_SECOND);
        now += Duration.ofSeconds(1).toNanos();
        forwarding.forward(loop, request());
        assertThat(open).hasSize(CancelForwarding.PER_SECOND + 1);
    }

    @Test
    void asksMoreServersThanTheBoundIfTheRequestIsAlone() {
        CancelTarget[] many = new CancelTarget[CancelForwarding.AT_ONCE + 30];
        Arrays.fill(many, target(true));
        forwarding(many).forward(loop, request());
        assertThat(open).hasSize(many.length);
    }
}
