package org.dayfly.database;

import java.util.Optional;

/**
 * A database that was made and is nobody's yet.
 *
 * @param base the sealed database that it is a copy of; empty: PostgreSQL's own template0
 */
record WarmDatabase(DatabaseName name, Optional<DatabaseName> base) {}
