package org.dayfly.frontend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.session.Demand;

/**
 * Limits how fast a client can guess passwords, and lets a client with the right password in without delay. Safe for
 * use by any thread.
 *
 * <p>A right password is accepted at once. A wrong password is answered after a delay. The delay grows with each wrong
 * password from the same address for the same password. Other clients are not delayed: a role has its own record for
 * each address. The magic users share a password, so they share a record.
 *
 * <p>The delay alone would not slow down a program that guesses on many connections, and hangs up if it is not let in
 * at once. So a wrong password counts as waiting until its delay is over, even if its client is gone: for one second at
 * least, and for ten seconds after some ten failures. If {@value #MOST_WAITING} wrong passwords from an address wait,
 * the next password from there is not tried, however many connections the address opens and whatever names it gives. A
 * pool with an old password keeps no other client out, unless the pool is larger than that. Of all addresses from which
 * nobody logged in for a day, {@value #MOST_EVERYWHERE} wrong passwords may wait. So an attacker with very many
 * addresses has {@value #MOST_EVERYWHERE} guesses a second at most, and the clients that use dayfly notice nothing.
 *
 * <p>These limits apply to passwords that a person chose. Issued passwords have 160 random bits: nobody can guess them,
 * so nobody is refused.
 *
 * <p>A successful login ends the record, unless wrong passwords wait at that moment: these come from another client. A
 * record also ends ten minutes after the last failure.
 */
final class FailedLogins {
    static final int MOST_WAITING = 100;
    static final int MOST_EVERYWHERE = 500;

    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** How long an address stays known after a login from it. */
    private static final Duration KNOWN = Duration.ofDays(1);

    /** The most records; the least used record is forgotten first. */
    private static final int MOST = 10_000;

    private final Ticker ticker;
    private final Cache<Guesser, Failures> records;
    private final Cache<Guesser, Boolean> known;

    /** For each password that a person chose, the failures from addresses that are not known. */
    private final Map<String, Failures> everywhere = new ConcurrentHashMap<>();

    FailedLogins(Ticker ticker) {
        this.ticker = ticker;
        this.records = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MOST)
                .ticker(ticker)
                .build();
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(KNOWN)
                .maximumSize(MOST)
                .ticker(ticker)
                .build();
    }

    private record Guesser(AddressBlock from, String whose) {}

    /** A login attempt from an address. */
    Attempt attempt(AddressBlock from, Demand demand) {
        return new Attempt(this, from, demand);
    }

    /** A password that a client is about to try. */
    record Attempt(FailedLogins logins, AddressBlock from, Demand demand) {
        /** @throws ClientError 53400 if the password may not be tried now */
        void begin() {
            if (demand.chosen()) {
                logins.admit(new Guesser(from, demand.whose()));
            }
        }

        /** Counts a wrong password; returns the delay after which the client may be told. */
        Duration failed() {
            return logins.failed(new Guesser(from, demand.whose()), demand.chosen());
        }

        void succeeded() {
            logins.succeeded(new Guesser(from, demand.whose()), demand.chosen());
        }
    }

    private void admit(Guesser guesser) {
        long now = ticker.read();
        Failures its = records.getIfPresent(guesser);
        if (its != null && its.waiting(now) >= MOST_WAITING) {
            throw refusal("too many logins failed from your address", its, now);
        }
        Failures all = everywhere.get(guesser.whose());
        if (all != null && all.waiting(now) >= MOST_EVERYWHERE && known.getIfPresent(guesser) == null) {
            throw refusal("too many logins fail at the moment", all, now);
        }
    }

    private static ClientError refusal(String message, Failures failures, long now) {
        return ClientError.of(SqlState.CONFIGURATION_LIMIT_EXCEEDED, message)
                .withHint("try again in " + (failures.untilFewer(now).toSeconds() + 1) + " s");
    }

    private Duration failed(Guesser guesser, boolean chosen) {
        long now = ticker.read();
        Duration[] delay = new Duration[1];
        records.asMap().compute(guesser, (key, failures) -> {
            Failures its = failures == null ? new Failures() : failures;
            // More wait only for issued passwords: their clients are never refused, and there is nothing to guess.
            delay[0] = its.waiting(now) < MOST_WAITING ? its.add(now) : Duration.ZERO;
            return its;
        });
        if (chosen && known.getIfPresent(guesser) == null) {
            everywhere.computeIfAbsent(guesser.whose(), whose -> new Failures()).hold(now, delay[0]);
        }
        return delay[0];
    }

    private void succeeded(Guesser guesser, boolean chosen) {
        long now = ticker.read();
        records.asMap().computeIfPresent(guesser, (key, its) -> chosen && its.waiting(now) > 0 ? its : null);
        if (chosen) {
            known.put(guesser, true);
        }
    }
}
