package org.dayfly.bench;

import java.time.Duration;
import java.util.List;
import org.dayfly.bench.stage.Backend;

/**
 * The options of a run.
 *
 * @param rounds turns that each contender has, in alternating order
 * @param quick whether the run only has to show that everything works
 * @param backend how proxies reach the server
 * @param settings of dayfly, as key=value
 */
record Options(int rounds, boolean quick, Backend backend, List<String> settings) {
    /** A number on which the duration of the run depends. */
    int size(int full, int forQuick) {
        return quick ? forQuick : full;
    }

    /**
     * Turns that give enough samples for a p99.
     *
     * @param pace from one start to the next; zero: back to back
     */
    Turns turns(Duration pace) {
        return new Turns(rounds, size(400, 30), 20, pace);
    }
}
