package org.dayfly.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.config.value.Secret;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ScramKeys;
import org.dayfly.session.Demand;
import org.junit.jupiter.api.Test;

/** Each wrong password is answered later than the last, guesses are limited, and other clients are not delayed. */
class FailedLoginsTest {
    private static final ScramKeys KEYS = ScramKeys.derive(new Secret("sesame"));
    private static final Demand MAGIC = new Demand("the magic users", true, KEYS);
    private static final Demand DBA = new Demand("role dba", true, KEYS);
    private static final Demand ROLE = new Demand("dayfly_aaaaaaaaaa", false, KEYS);
    private static final Demand OTHER_ROLE = new Demand("dayfly_bbbbbbbbbb", false, KEYS);
    private static final AddressBlock GUESSER = block("192.0.2.1");
    private static final AddressBlock OTHER = block("192.0.2.2");

    private long now;
    private final FailedLogins failedLogins = new FailedLogins(() -> now);

    private static AddressBlock block(String address) {
        try {
            return AddressBlock.of(Optional.of(InetAddress.getByName(address)));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private FailedLogins.Attempt attempt(AddressBlock from, Demand demand) {
        FailedLogins.Attempt attempt = failedLogins.attempt(from, demand);
        attempt.begin();
        return attempt;
    }

    /** Fails as often as {@code times}, each time after the last answer. Returns the delays in milliseconds. */
    private List<Long> fail(int times, Demand demand) {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Duration delay = attempt(GUESSER, demand).failed();
            delays.add(delay.toMillis());
            now += delay.toNanos();
        }
        return delays;
    }

    private void assertRefused(AddressBlock from, Demand demand) {
        assertThatThrownBy(() -> attempt(from, demand)).isInstanceOfSatisfying(ClientError.class, error -> {
            assertThat(error.sqlState()).isEqualTo("53400");
            assertThat(error.hint()).matches("try again in \\d+ s");
        });
    }

    private void assertLetIn(AddressBlock from, Demand demand) {
        assertThatCode(() -> attempt(from, demand)).doesNotThrowAnyException();
    }

    @Test
    void allowsThreeMistakesAndThenDoublesTheDelayUpToTenSeconds() {
        assertThat(fail(12, ROLE))
                .containsExactly(0L, 0L, 0L, 100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
    }

    @Test
    void delaysNoOtherRoleAndNoOtherAddress() {
        fail(12, ROLE);
        assertThat(attempt(GUESSER, OTHER_ROLE).failed()).isZero();
        assertThat(attempt(OTHER, ROLE).failed()).isZero();
        fail(12, MAGIC);
        assertThat(attempt(GUESSER, DBA).failed()).isZero();
        assertThat(attempt(OTHER, MAGIC).failed()).isZero();
    }

    @Test
    void neverRefusesAnIssuedRoleHoweverManyLoginsFail() {
        for (int i = 0; i < 10_000; i++) {
            attempt(GUESSER, ROLE).failed();
        }
        assertLetIn(GUESSER, ROLE);
        assertThat(attempt(GUESSER, ROLE).failed()).as("too many wait already").isZero();
    }

    @Test
    void limitsGuessesAtAChosenPasswordOverManyConnections() {
        int guesses = 0;
        for (int tenths = 0; tenths < 600; tenths++) {
            for (int connection = 0; connection < 500; connection++) {
                FailedLogins.Attempt attempt = failedLogins.attempt(GUESSER, MAGIC);
                try {
                    attempt.begin();
                    attempt.failed();
                    guesses++;
                } catch (ClientError refused) {
                    assertThat(refused.sqlState()).isEqualTo("53400");
                }
            }
            now += Duration.ofMillis(100).toNanos();
        }
        assertThat(guesses).isBetween(6 * FailedLogins.MOST_WAITING, 7 * FailedLogins.MOST_WAITING + 10);
        assertLetIn(OTHER, MAGIC);
        assertLetIn(GUESSER, DBA);
    }

    @Test
    void limitsGuessesFromManyNewAddressesButNotFromAKnownAddress() {
        attempt(OTHER, MAGIC).succeeded();
        for (int i = 0; i < FailedLogins.MOST_EVERYWHERE; i++) {
            attempt(block("10.0." + i / 256 + "." + i % 256), MAGIC).failed();
        }
        assertRefused(block("198.51.100.1"), MAGIC);
        assertLetIn(OTHER, MAGIC);
        now += Duration.ofSeconds(10).toNanos();
        assertLetIn(block("198.51.100.1"), MAGIC);
    }

    @Test
    void tellsARefusedClientWhenToTryAgain() {
        for (int i = 0; i < FailedLogins.MOST_WAITING; i++) {
            attempt(GUESSER, MAGIC).failed();
        }
        assertRefused(GUESSER, MAGIC);
        now += Duration.ofSeconds(11).toNanos();
        assertLetIn(GUESSER, MAGIC);
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        fail(9, ROLE);
        attempt(GUESSER, ROLE).succeeded();
        assertThat(attempt(GUESSER, ROLE).failed()).isZero();
        fail(9, MAGIC);
        attempt(GUESSER, MAGIC).succeeded();
        assertThat(attempt(GUESSER, MAGIC).failed()).isZero();
    }

    @Test
    void keepsTheRecordIfALoginSucceedsWhileWrongPasswordsWait() {
        for (int i = 0; i < 9; i++) {
            attempt(GUESSER, MAGIC).failed();
        }
        attempt(GUESSER, MAGIC).succeeded();
        assertThat(attempt(GUESSER, MAGIC).failed()).isGreaterThan(Duration.ofSeconds(6));
    }

    @Test
    void takesAnIpv6NetworkOf64BitsForOneAddress() {
        assertThat(block("2001:db8::1")).isEqualTo(block("2001:db8::2:3")).isNotEqualTo(block("2001:db8:0:1::1"));
    }

    @Test
    void forgetsFailuresAfterTenMinutes() {
        fail(12, MAGIC);
        now += Duration.ofMinutes(11).toNanos();
        assertThat(attempt(GUESSER, MAGIC).failed()).isZero();
    }
}
