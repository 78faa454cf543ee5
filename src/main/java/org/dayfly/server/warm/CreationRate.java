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
 * How many databases are made for each client address in a minute: as many as it may have at once, and then one whenever its
 * share of a minute has gone by. Safe for use by any thread.
 */
public final class CreationRate {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_CLIENTS = 100_000;

    private final Ticker ticker;

    /** For each client, when what it has used up is all there again. */
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
     * Uses up one creation; {@link #giveBack} where nothing came of it.
     *
     * @param perMinute 0: no limit
     * @throws ClientError 53400 if there is none left
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
                                "your address has had " + perMinute + " databases made within a minute")
                        .withHint("try again in " + (Duration.ofNanos(wait).toSeconds() + 1)
                                + " s, or have limits.creations-per-minute raised");
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
