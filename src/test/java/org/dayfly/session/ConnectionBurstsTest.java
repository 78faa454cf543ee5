package org.dayfly.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** More than three databases for one address within two seconds look like a pool. */
final class ConnectionBurstsTest {
    private static final InetAddress ONE = InetAddress.getLoopbackAddress();

    private final AtomicLong now = new AtomicLong();
    private final ConnectionBursts connectionBursts = new ConnectionBursts(now::get);

    @Test
    void theFourthDatabaseWithinTwoSecondsIsABurst() {
        for (int i = 0; i < 3; i++) {
            assertThat(connectionBursts.manyWith(ONE)).isFalse();
        }
        assertThat(connectionBursts.manyWith(ONE)).isTrue();
    }

    @Test
    void eachAddressIsCountedByItself() throws Exception {
        InetAddress other = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(connectionBursts.manyWith(ONE)).isFalse();
            assertThat(connectionBursts.manyWith(other)).isFalse();
        }
    }

    @Test
    void aBurstIsOverAfterTwoSeconds() {
        for (int i = 0; i < 10; i++) {
            connectionBursts.manyWith(ONE);
        }
        now.addAndGet(Duration.ofMillis(2001).toNanos());
        assertThat(connectionBursts.manyWith(ONE)).isFalse();
    }
}
