package org.dayfly.placement;

import org.dayfly.server.Server;

/**
 * A server, and its share of new databases.
 *
 * @param weight the share, in proportion to the weights of the other servers
 */
public record WeightedServer(Server server, int weight) {}
