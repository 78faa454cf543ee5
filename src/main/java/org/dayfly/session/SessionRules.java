package org.dayfly.session;

import java.time.Duration;
import java.util.Set;
import org.dayfly.protocol.ProtocolVersion;

/**
 * The rules for startup messages.
 *
 * @param newest the newest protocol version that the server speaks
 * @param maintenanceRoles user names that mean the registry
 * @param admission the networks that clients may connect from
 * @param maxTtl the longest lifetime that a client may ask for; zero: no limit
 */
public record SessionRules(
        ProtocolVersion newest, Set<String> maintenanceRoles, Admission admission, Duration maxTtl) {}
