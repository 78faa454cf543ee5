package org.dayfly.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** So many connections may be logging in at the same time, and not one more. */
final class HalfOpenLimitTest {
    private final HalfOpenLimit limit = of(2);

    private EmbeddedChannel connect() {
        return new EmbeddedChannel(limit);
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
    void turnsAwayOneTooMany() {
        assertThat(heard(connect())).isEmpty();
        assertThat(heard(connect())).isEmpty();
        EmbeddedChannel third = connect();
        assertThat(heard(third)).contains("SFATAL", "C53300", "H");
        assertThat(third.isOpen()).isFalse();
    }

    @Test
    void hasRoomAgainWhenOneIsLoggedIn() {
        EmbeddedChannel first = connect();
        connect();
        first.pipeline().remove(limit);
        assertThat(heard(connect())).isEmpty();
    }

    @Test
    void hasRoomAgainWhenOneHasGone() {
        EmbeddedChannel first = connect();
        connect();
        first.close();
        assertThat(heard(connect())).isEmpty();
    }

    @Test
    void countsWhomItTurnedAwayNoLonger() {
        EmbeddedChannel first = connect();
        connect();
        heard(connect());
        heard(connect());
        first.close();
        assertThat(heard(connect())).isEmpty();
    }

    @Test
    void mayBeNone() {
        HalfOpenLimit none = of(0);
        for (int i = 0; i < 1000; i++) {
            assertThat(heard(new EmbeddedChannel(none))).isEmpty();
        }
    }

    private static HalfOpenLimit of(int max) {
        HalfOpenLimit limit = new HalfOpenLimit();
        limit.set(max);
        return limit;
    }
}
