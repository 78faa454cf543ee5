package org.dayfly.server.warm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.Test;

/** A client may use its limit per minute at once, and then makes one database after each share of a minute. */
class CreationRateTest {
    private static final Optional<InetAddress> CLIENT = Optional.of(InetAddress.getLoopbackAddress());

    private long now;
    private final CreationRate rate = new CreationRate(() -> now);

    private void use(int times) {
        for (int i = 0; i < times; i++) {
            rate.use(CLIENT, 6);
        }
    }

    private void refused() {
        assertThatThrownBy(() -> rate.use(CLIENT, 6)).isInstanceOf(ClientError.class);
    }

    @Test
    void theLimitPerMinuteMayBeUsedAtOnce() {
        use(6);
        refused();
    }

    @Test
    void eachUseIsAllowedAgainAfterItsShareOfTheMinute() {
        use(6);
        now += Duration.ofSeconds(9).toNanos();
        refused();
        now += Duration.ofSeconds(1).toNanos();
        use(1);
        refused();
        now += Duration.ofMinutes(5).toNanos();
        use(6);
        refused();
    }

    @Test
    void aUseThatIsGivenBackIsAllowedAgain() {
        use(6);
        rate.giveBack(CLIENT, 6);
        use(1);
        refused();
    }

    @Test
    void noClientIsLimitedWithoutALimitOrAnAddress() {
        use(6);
        assertThatCode(() -> rate.use(CLIENT, 0)).doesNotThrowAnyException();
        assertThatCode(() -> rate.use(Optional.empty(), 1)).doesNotThrowAnyException();
        assertThatCode(() -> rate.use(Optional.empty(), 1)).doesNotThrowAnyException();
    }
}
