package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The deadline fires one event if a login takes too long. The test moves the channel's own clock. */
final class LoginDeadlineTest {
    private boolean copying;
    private final List<Object> events = new ArrayList<>();

    private EmbeddedChannel channel(Duration deadline) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new LoginDeadline(deadline, () -> copying), new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
        return channel;
    }

    private static void pass(EmbeddedChannel channel, long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void firesOnceWhenTheTimeIsOver() {
        EmbeddedChannel channel = channel(Duration.ofSeconds(15));
        pass(channel, 14_999);
        assertThat(events).isEmpty();
        pass(channel, 1);
        assertThat(events).containsExactly(LoginDeadline.EXPIRED);
        pass(channel, 100_000);
        assertThat(events).hasSize(1);
    }

    @Test
    void doesNotFireAfterTheLogin() {
        EmbeddedChannel channel = channel(Duration.ofSeconds(15));
        channel.pipeline().remove(LoginDeadline.class);
        pass(channel, 100_000);
        assertThat(events).isEmpty();
    }

    @Test
    void doesNotFireWhileALargeCopyIsMadeAndForAsLongAgainAfterwards() {
        EmbeddedChannel channel = channel(Duration.ofSeconds(15));
        copying = true;
        pass(channel, 100_000);
        assertThat(events).isEmpty();
        copying = false;
        pass(channel, 1_000);
        pass(channel, 14_999);
        assertThat(events).isEmpty();
        pass(channel, 1);
        assertThat(events).containsExactly(LoginDeadline.EXPIRED);
    }

    @Test
    void neverFiresIfTheDeadlineIsZero() {
        EmbeddedChannel channel = channel(Duration.ZERO);
        pass(channel, 1_000_000_000);
        assertThat(events).isEmpty();
    }
}
