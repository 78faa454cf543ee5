package org.dayfly.server.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;

/**
 * A database that was handed out to a session.
 *
 * @param key the key by which sessions share the database
 * @param expiresAt when the database is reclaimed at the latest, by PostgreSQL's clock; {@link Instant#MAX} for never
 * @param idle how long the database may be unused before it is reclaimed; empty: for ever
 * @param fresh whether the database was made for this session
 */
public record Lease(DatabaseName name, Optional<Key> key, Instant expiresAt, Optional<Duration> idle, boolean fresh) {}
