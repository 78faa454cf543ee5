package org.dayfly.admin.metrics;

import java.util.List;
import java.util.Optional;
import org.dayfly.server.Census;
import org.dayfly.server.Server;

/**
 * A server at the time of a scrape.
 *
 * @param server empty: the server was never reached
 * @param up whether the server answers
 * @param directory whether the server has the directory of keys
 * @param census the databases; none if the server does not answer
 */
public record ServerSample(String name, Optional<Server> server, boolean up, boolean directory, List<Census> census) {}
