package org.dayfly.placement;

import org.dayfly.server.Server;
import org.dayfly.server.lease.Lease;

/** A database that was handed out, and the server that the database is on. */
public record Placed(Server server, Lease lease) {}
