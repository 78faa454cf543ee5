package org.dayfly.server.create;

import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;

/**
 * A database that was made and is nobody's yet.
 *
 * @param base the sealed database that it is a copy of; empty: PostgreSQL's own template0
 */
public record WarmDatabase(DatabaseName name, Optional<DatabaseName> base) {}
