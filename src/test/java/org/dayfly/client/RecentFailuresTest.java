package org.dayfly.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.dayfly.config.value.HostPort;
import org.dayfly.machine.MachineException;
import org.junit.jupiter.api.Test;

/** A test waits for a dayfly that cannot be had; the tests after it fail at once, with the same reason. */
final class RecentFailuresTest {
    private static final HostPort PLACE = new HostPort("127.0.0.1", 6432);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final RecentFailures failures = new RecentFailures(now::get);

    private String look(HostPort place) {
        return failures.look(place, () -> {
            if (looks.incrementAndGet() == 1) {
                throw new MachineException("the port is taken");
            }
            return "found";
        });
    }

    @Test
    void aFailureIsRememberedForSomeTime() {
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(MachineException.class)
                    .isThrownBy(() -> look(PLACE))
                    .withMessage("the port is taken");
        }
        assertThat(looks).hasValue(1);
        assertThat(look(new HostPort("127.0.0.1", 6433))).isEqualTo("found");
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(look(PLACE)).isEqualTo("found");
        assertThat(look(PLACE)).isEqualTo("found");
        assertThat(looks).hasValue(4);
    }
}
