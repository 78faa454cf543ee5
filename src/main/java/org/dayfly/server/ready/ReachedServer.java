package org.dayfly.server.ready;

import java.net.SocketAddress;

/**
 * A whole server that runs.
 *
 * @param major the major version of PostgreSQL
 */
record ReachedServer(SocketAddress address, int major) {}
