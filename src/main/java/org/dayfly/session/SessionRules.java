package org.dayfly.session;

import java.time.Duration;
import java.util.Set;
import org.dayfly.protocol.ProtocolVersion;

/**
 * What a startup message may ask.
 *
 * @param newest the newest protocol that the server speaks
 * @param maintenanceRoles names that mean the registry
 * @param admission where they may come from
 * @param maxTtl the longest life that may be asked for; zero: no limit
 */
public record SessionRules(
        ProtocolVersion newest, Set<String> maintenanceRoles, Admission admission, Duration maxTtl) {}
