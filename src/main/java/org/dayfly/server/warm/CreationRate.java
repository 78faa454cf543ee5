package org.dayfly.server.warm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.config.value.AddressBlock;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Limits how many databases are made for each client address in a minute. A client may have all of a minute's databases
 * at once, and then one more each time that its share of a minute has passed. Safe for use by any thread.
 */
public final class CreationRate {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_CLIENTS = 100_000;

    private final Ticker ticker;

    /** For each client, the time (in nanoseconds of the ticker) when all its creations are available again. */
    private final Cache<AddressBlock, Long> whole;

    public CreationRate(Ticker ticker) {
        this.ticker = ticker;
        this.whole = Caffeine.newBuilder()
                .expireAfterWrite(MINUTE)
                .maximumSize(MOST_CLIENTS)
                .ticker(ticker)
                .build();
    }

    /**
     * Uses one creation; {@link #giveBack} returns it if the client gets no database.
     *
     * @param perMinute 0: no limit
     * @throws ClientError 53400 if no creation is left
     */
    public void use(Optional<InetAddress> client, int perMinute) {
        if (perMinute == 0 || client.isEmpty()) {
            return;
        }
        long now = ticker.read();
        long share = MINUTE.toNanos() / perMinute;
        whole.asMap().compute(AddressBlock.of(client), (block, until) -> {
            long used = until == null ? now : Math.max(now, until);
            if (used + share - now > MINUTE.toNanos()) {
                long wait = used + share - now - MINUTE.toNanos();
                throw ClientError.of(
                                SqlState.CONFIGURATION_LIMIT_EXCEEDED,
                                "your address has had " + perMinute + " new databases within a minute")
                        .withHint("try again in " + (Duration.ofNanos(wait).toSeconds() + 1)
                                + " s, or ask the operator to raise limits.creations-per-minute");
            }
            return used + share;
        });
    }

    public void giveBack(Optional<InetAddress> client, int perMinute) {
        if (perMinute > 0 && client.isPresent()) {
            long share = MINUTE.toNanos() / perMinute;
            whole.asMap().computeIfPresent(AddressBlock.of(client), (block, until) -> until - share);
        }
    }
}
