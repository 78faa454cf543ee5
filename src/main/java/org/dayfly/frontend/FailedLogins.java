package org.dayfly.frontend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.dayfly.config.AddressBlock;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Lets nobody guess passwords fast: whose logins failed some times waits before the next one, longer with each that fails, and
 * one after the other, however many come at once. Safe for use by any thread.
 *
 * <p>A login that succeeds does not wipe that out: it may be somebody else's. Whoever guesses the password of the magic users
 * delays no role from the same address.
 */
final class FailedLogins {
    /** So many may fail for nothing: mistakes. */
    private static final int FREE = 3;

    private static final Duration FIRST = Duration.ofMillis(100);

    /** Less than the deadline for a login. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** Those are forgotten first that are seen least. */
    private static final int MOST = 10_000;

    private final Ticker ticker;
    private final Cache<Guesser, Held> records;

    FailedLogins(Ticker ticker) {
        this.ticker = ticker;
        this.records = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MOST)
                .ticker(ticker)
                .build();
    }

    private record Guesser(AddressBlock from, String whose) {}

    /**
     * What is held against somebody.
     *
     * @param next when the next one may try
     */
    private record Held(int failures, long next) {
        Duration pause() {
            int doubled = Math.min(failures - FREE, Integer.SIZE - 2);
            return doubled < 0 ? Duration.ZERO : shorter(FIRST.multipliedBy(1L << doubled), LONGEST);
        }

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    /**
     * How long a login has to wait that comes now; the next one waits behind it.
     *
     * @throws ClientError 53400 if that were longer than it can
     */
    Duration turn(AddressBlock from, String whose) {
        Guesser guesser = new Guesser(from, whose);
        if (records.getIfPresent(guesser) == null) {
            return Duration.ZERO;
        }
        long now = ticker.read();
        long[] wait = new long[1];
        records.asMap().computeIfPresent(guesser, (key, held) -> {
            long slot = Math.max(now, held.next());
            wait[0] = slot - now;
            return wait[0] > LONGEST.toNanos()
                    ? held
                    : new Held(held.failures(), slot + held.pause().toNanos());
        });
        Duration turn = Duration.ofNanos(wait[0]);
        if (turn.compareTo(LONGEST) > 0) {
            throw ClientError.of(SqlState.CONFIGURATION_LIMIT_EXCEEDED, "too many logins failed from your address")
                    .withHint("try again in " + (turn.toSeconds() + 1) + " s");
        }
        return turn;
    }

    /** Takes note of a wrong password. */
    void failed(AddressBlock from, String whose) {
        long now = ticker.read();
        records.asMap().compute(new Guesser(from, whose), (guesser, held) -> {
            Held worse = new Held(held == null ? 1 : held.failures() + 1, held == null ? now : held.next());
            return new Held(
                    worse.failures(), Math.max(worse.next(), now + worse.pause().toNanos()));
        });
    }
}
