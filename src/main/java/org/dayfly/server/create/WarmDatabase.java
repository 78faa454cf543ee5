package org.dayfly.server.create;

import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;

/**
 * A database that was made, and that no client has yet.
 *
 * @param base the sealed database that was copied; empty: PostgreSQL's own template0
 */
public record WarmDatabase(DatabaseName name, Optional<DatabaseName> base) {}
