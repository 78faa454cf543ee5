package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.AddressBlock;
import org.dayfly.protocol.ClientError;
import org.junit.jupiter.api.Test;

/** Whoever fails to log in waits longer with each failure; nobody else does. */
class FailedLoginsTest {
    private static final String MAGIC = "the magic users";
    private static final AddressBlock GUESSER = block("192.0.2.1");

    private long now;
    private final FailedLogins failedLogins = new FailedLogins(() -> now);

    private static AddressBlock block(String address) {
        try {
            return AddressBlock.of(Optional.of(InetAddress.getByName(address)));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Fails so often, each time after its turn, and tells how long those were. */
    private List<Duration> fail(int times) {
        List<Duration> turns = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Duration turn = failedLogins.turn(GUESSER, MAGIC);
            turns.add(turn);
            now += turn.toNanos();
            failedLogins.failed(GUESSER, MAGIC);
        }
        return turns;
    }

    @Test
    void someMistakesAreFree() {
        assertThat(fail(3)).containsOnly(Duration.ZERO);
    }

    @Test
    void eachFurtherOneCostsTwiceAsMuchUpToTenSeconds() {
        fail(3);
        assertThat(fail(9).stream().map(Duration::toMillis))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
    }

    @Test
    void thoseThatComeAtOnceWaitOneBehindTheOther() {
        fail(6);
        assertThat(failedLogins.turn(GUESSER, MAGIC).toMillis()).isEqualTo(800);
        assertThat(failedLogins.turn(GUESSER, MAGIC).toMillis()).isEqualTo(1600);
        assertThat(failedLogins.turn(GUESSER, MAGIC).toMillis()).isEqualTo(2400);
    }

    @Test
    void whoWouldWaitTooLongIsTurnedAway() {
        fail(12);
        failedLogins.turn(GUESSER, MAGIC);
        assertThatThrownBy(() -> failedLogins.turn(GUESSER, MAGIC))
                .isInstanceOfSatisfying(
                        ClientError.class, error -> assertThat(error.sqlState()).isEqualTo("53400"));
        now += Duration.ofSeconds(10).toNanos();
        assertThat(failedLogins.turn(GUESSER, MAGIC)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void nobodyElseWaits() {
        fail(12);
        assertThat(failedLogins.turn(block("192.0.2.2"), MAGIC)).isZero();
        assertThat(failedLogins.turn(GUESSER, "issued roles")).isZero();
    }

    @Test
    void aNeighbourInTheSameNetworkOf64BitsIsTheSame() {
        assertThat(block("2001:db8::1")).isEqualTo(block("2001:db8::2:3")).isNotEqualTo(block("2001:db8:0:1::1"));
    }

    @Test
    void itIsForgottenAfterTenMinutes() {
        fail(12);
        now += Duration.ofMinutes(11).toNanos();
        assertThat(failedLogins.turn(GUESSER, MAGIC)).isZero();
        failedLogins.failed(GUESSER, MAGIC);
        assertThat(failedLogins.turn(GUESSER, MAGIC)).isZero();
    }
}
