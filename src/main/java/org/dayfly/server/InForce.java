package org.dayfly.server;

import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings;
import org.dayfly.config.ReaperSettings;
import org.dayfly.server.lease.ProxyLimits;

/**
 * The settings in force on one server. They are read again each time they matter: a reload changes them at once.
 *
 * @param limits the limits that hold over all servers of the proxy
 */
public record InForce(Supplier<DatabaseSettings> databases, Supplier<ReaperSettings> reaper, ProxyLimits limits) {}
