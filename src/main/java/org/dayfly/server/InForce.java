package org.dayfly.server;

import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.ReaperSettings;
import org.dayfly.server.lease.ProxyLimits;
import org.dayfly.server.registry.ServerEvents;

/**
 * The settings in force on one server. They are read again each time they matter: a reload changes them at once.
 *
 * @param limits the limits that hold over all servers of the proxy
 * @param events listener for what happens to databases
 */
public record InForce(
        Supplier<DatabaseSettings> databases,
        Supplier<ReaperSettings> reaper,
        ProxyLimits limits,
        ServerEvents events) {
    /** The same without a listener. */
    public InForce(Supplier<DatabaseSettings> databases, Supplier<ReaperSettings> reaper, ProxyLimits limits) {
        this(databases, reaper, limits, ServerEvents.NONE);
    }
}
