package org.dayfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A dayfly that no client uses ends after some time. Each session begins that time again. */
final class IdleExitTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong entered = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final IdleExit exit = new IdleExit(entered::get, open::get, Duration.ofNanos(10), now::get);

    @Test
    void itEndsWhenNoClientCame() {
        now.set(9);
        assertThat(exit.isDue()).isFalse();
        now.set(10);
        assertThat(exit.isDue()).isTrue();
    }

    @Test
    void aSessionThatCameAndWentCounts() {
        now.set(9);
        entered.incrementAndGet();
        assertThat(exit.isDue()).isFalse();
        now.set(18);
        assertThat(exit.isDue()).isFalse();
        now.set(19);
        assertThat(exit.isDue()).isTrue();
    }

    @Test
    void itStaysAsLongAsASessionIsOpen() {
        entered.incrementAndGet();
        open.set(1);
        now.set(100);
        assertThat(exit.isDue()).isFalse();
        open.set(0);
        now.set(109);
        assertThat(exit.isDue()).isFalse();
        now.set(110);
        assertThat(exit.isDue()).isTrue();
    }
}
