package org.dayfly.placement;

import java.util.Optional;
import org.dayfly.server.Server;

/**
 * A server of the settings, or one that is leaving.
 *
 * @param name as the settings name it
 * @param server empty: the server could not be reached so far
 * @param leaving whether the settings no longer have the server, and its last sessions have not ended
 */
public record Listed(String name, Optional<Server> server, boolean leaving) {}
