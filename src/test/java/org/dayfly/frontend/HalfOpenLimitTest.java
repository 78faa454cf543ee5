package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.dayfly.session.Client;
import org.dayfly.session.ConnectionId;
import org.junit.jupiter.api.Test;

/** The number of connections without a session is limited; the oldest connection that has not logged in is closed. */
final class HalfOpenLimitTest {
    private final HalfOpenLimit limit = of(2);

    /** A connection that has not logged in yet. */
    private EmbeddedChannel connect(HalfOpenLimit limit) {
        EmbeddedChannel channel = new EmbeddedChannel();
        Client client = new Client(new ConnectionId(1), channel);
        channel.pipeline().addLast(new HalfOpen(client, limit));
        channel.pipeline().fireChannelActive();
        return channel;
    }

    /** A connection that has logged in and waits for its session. */
    private EmbeddedChannel speaking() {
        EmbeddedChannel channel = connect(limit);
        HalfOpen.letIn(channel);
        return channel;
    }

    private static String heard(EmbeddedChannel channel) {
        ByteBuf words = channel.readOutbound();
        if (words == null) {
            return "";
        }
        String text = words.toString(UTF_8);
        words.release();
        return text;
    }

    @Test
    void refusesAConnectionOverTheLimit() {
        assertThat(heard(speaking())).isEmpty();
        assertThat(heard(speaking())).isEmpty();
        EmbeddedChannel third = connect(limit);
        assertThat(heard(third)).contains("SFATAL", "C53300", "H");
        assertThat(third.isOpen()).isFalse();
    }

    @Test
    void closesTheOldestConnectionThatHasNotLoggedIn() {
        EmbeddedChannel speaking = speaking();
        EmbeddedChannel silent = connect(limit);
        EmbeddedChannel third = connect(limit);
        assertThat(silent.isOpen()).isFalse();
        assertThat(heard(third)).isEmpty();
        EmbeddedChannel fourth = connect(limit);
        assertThat(third.isOpen()).isFalse();
        assertThat(fourth.isOpen()).isTrue();
        assertThat(speaking.isOpen()).isTrue();
    }

    @Test
    void hasRoomAgainWhenASessionBegins() {
        EmbeddedChannel first = speaking();
        speaking();
        first.pipeline().remove(HalfOpen.class);
        assertThat(heard(connect(limit))).isEmpty();
    }

    @Test
    void hasRoomAgainWhenAConnectionCloses() {
        EmbeddedChannel first = speaking();
        speaking();
        first.close();
        assertThat(heard(connect(limit))).isEmpty();
    }

    @Test
    void doesNotCountConnectionsThatItRefused() {
        EmbeddedChannel first = speaking();
        speaking();
        heard(connect(limit));
        heard(connect(limit));
        first.close();
        assertThat(heard(connect(limit))).isEmpty();
    }

    @Test
    void refusesNothingIfTheLimitIsZero() {
        HalfOpenLimit none = of(0);
        for (int i = 0; i < 1000; i++) {
            EmbeddedChannel each = connect(none);
            assertThat(heard(each)).isEmpty();
            assertThat(each.isOpen()).isTrue();
        }
    }

    private static HalfOpenLimit of(int max) {
        HalfOpenLimit limit = new HalfOpenLimit(() -> 0);
        limit.set(max);
        return limit;
    }
}
