package org.dayfly.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** More than three databases for one address within two seconds look like a pool. */
final class NewcomersTest {
    private static final InetAddress ONE = InetAddress.getLoopbackAddress();

    private final AtomicLong now = new AtomicLong();
    private final Newcomers newcomers = new Newcomers(now::get);

    @Test
    void theFourthInAMomentIsOneOfMany() {
        for (int i = 0; i < 3; i++) {
            assertThat(newcomers.manyWith(ONE)).isFalse();
        }
        assertThat(newcomers.manyWith(ONE)).isTrue();
    }

    @Test
    void addressesAreCountedApart() throws Exception {
        InetAddress other = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 3; i++) {
            assertThat(newcomers.manyWith(ONE)).isFalse();
            assertThat(newcomers.manyWith(other)).isFalse();
        }
    }

    @Test
    void aMomentPasses() {
        for (int i = 0; i < 10; i++) {
            newcomers.manyWith(ONE);
        }
        now.addAndGet(Duration.ofMillis(2001).toNanos());
        assertThat(newcomers.manyWith(ONE)).isFalse();
    }
}
