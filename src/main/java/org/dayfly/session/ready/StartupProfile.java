package org.dayfly.session.ready;

import org.dayfly.config.value.HostPort;
import org.dayfly.protocol.StartupParameters;

/**
 * How a client starts its sessions, apart from the database. Clients with equal profiles are served by sessions that
 * were started in the same way.
 *
 * @param parameters that the client sends to PostgreSQL, without user and database
 * @param place the address in the URL that the client is told; a setting of its session has that URL
 */
public record StartupProfile(StartupParameters parameters, HostPort place) {}
