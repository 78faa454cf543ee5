package org.dayfly.bench.soak;

import java.util.List;

/** The settings in which the two proxies differ. */
final class Limits {
    /** {@code databases.max} of each. */
    static final List<Integer> DATABASES = List.of(60, 40);

    /** {@code limits.per-address} of the first; the second has none. */
    static final int PER_ADDRESS = 50;

    /** The address of the clients that ask for more databases than allowed. */
    static final String OVER_LIMIT = "127.0.0.9";

    /** {@code reaper.interval} of each. */
    static final List<String> REAPER = List.of("1s", "10s");

    private Limits() {}

    static int fewest() {
        return Math.min(DATABASES.get(0), DATABASES.get(1));
    }
}
