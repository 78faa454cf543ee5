package org.dayfly.bench;

import java.time.Duration;
import java.util.List;
import org.dayfly.bench.stage.Backend;

/**
 * How much is measured, and on what.
 *
 * @param rounds turns that each contender has, in alternating order
 * @param quick whether it is only to see that it works
 * @param pace between two connects, where they do not follow back to back
 * @param backend how proxies reach the server
 * @param settings of dayfly, as key=value
 */
record Options(int rounds, boolean quick, Duration pace, Backend backend, List<String> settings) {
    /** A number that matters for how long it takes. */
    int size(int full, int forQuick) {
        return quick ? forQuick : full;
    }
}
