package org.dayfly.placement;

import org.dayfly.server.Server;

/**
 * A server that new databases may be made on.
 *
 * @param room how full the server is
 */
public record Candidate(Server server, Room room) {}
