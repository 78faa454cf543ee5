package org.dayfly.session.request;

import java.util.Set;
import java.util.function.Supplier;
import org.dayfly.config.DatabaseSettings.Life;
import org.dayfly.protocol.ProtocolVersion;

/**
 * The rules for startup messages.
 *
 * @param newest the newest protocol version that a server speaks now
 * @param maintenanceRoles user names that mean the registry
 * @param admission the networks that clients may connect from
 * @param life how long databases live, and the longest time that a client may ask for
 */
public record SessionRules(
        Supplier<ProtocolVersion> newest, Set<String> maintenanceRoles, Admission admission, Life life) {}
