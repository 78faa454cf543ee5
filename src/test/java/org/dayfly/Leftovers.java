package org.dayfly;

import java.sql.Connection;
import org.dayfly.server.registry.RegistryProbe;

/** What a fault may have left behind. */
final class Leftovers {
    private Leftovers() {}

    /** Waits until there are none: what there is is what is listed, whole, and of one dayfly that lives. */
    static void gone(Connection registry) throws Exception {
        RegistryProbe probe = RegistryProbe.in(registry);
        Eventually.sees("nothing is left over", "", probe::leftovers);
    }
}
