package org.dayfly.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Detects when one address gets many new databases within seconds. Such a burst looks like a connection pool whose
 * connections were meant to share one database. Safe for use by any thread.
 */
final class ConnectionBursts {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final int FEW = 3;
    private static final int ADDRESSES = 10_000;

    private final Cache<InetAddress, AtomicInteger> counts;

    ConnectionBursts(Ticker ticker) {
        this.counts = Caffeine.newBuilder()
                .expireAfterWrite(MOMENT)
                .maximumSize(ADDRESSES)
                .ticker(ticker)
                .build();
    }

    /** Counts one more database, and returns whether there are many by now. */
    boolean manyWith(InetAddress address) {
        return counts.get(address, first -> new AtomicInteger()).incrementAndGet() > FEW;
    }
}
