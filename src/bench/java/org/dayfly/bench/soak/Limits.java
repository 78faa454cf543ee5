package org.dayfly.bench.soak;

import java.util.List;

/** The settings of the two proxies that differ, which both obey as far as each knows. */
final class Limits {
    /** {@code databases.max} of each. */
    static final List<Integer> DATABASES = List.of(60, 40);

    /** {@code limits.per-address} of the first; the second has none. */
    static final int PER_ADDRESS = 50;

    /** Where clients come from that want more than that. */
    static final String CROWD = "127.0.0.9";

    /** {@code reaper.interval} of each. */
    static final List<String> REAPER = List.of("1s", "10s");

    private Limits() {}

    static int fewest() {
        return Math.min(DATABASES.get(0), DATABASES.get(1));
    }
}
