package org.dayfly;

import java.sql.Connection;
import org.dayfly.server.registry.RegistryProbe;

/** What a fault may have left behind. */
final class Leftovers {
    private Leftovers() {}

    /** Waits until nothing is left over: all is complete and in the registry, and belongs to a running dayfly. */
    static void gone(Connection registry) throws Exception {
        RegistryProbe probe = RegistryProbe.in(registry);
        Eventually.sees("nothing is left over", "", probe::leftovers);
    }
}
