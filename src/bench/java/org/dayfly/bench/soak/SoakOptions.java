package org.dayfly.bench.soak;

import java.nio.file.Path;
import java.util.List;

/**
 * The options of the soak.
 *
 * @param clients threads
 * @param pace mean time between two tasks of one client, in milliseconds
 * @param ports of the server and of both proxies
 * @param without names of strange defaults that are left out; all: leave out each
 * @param faults the faults, each of which happens as often as the others
 * @param out folder for logs
 */
record SoakOptions(
        int clients, int pace, List<Integer> ports, List<String> without, List<Faults.Kind> faults, Path out) {
    int port(int number) {
        return ports.get(number);
    }
}
