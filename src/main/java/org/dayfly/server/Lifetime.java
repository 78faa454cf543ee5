package org.dayfly.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a database has been there and has still to go, by PostgreSQL's clock at the moment it was asked.
 *
 * @param expiresAt {@link Instant#MAX} for never
 * @param left until then; empty for never, negative where it is overdue
 * @param unused since a session was last opened, busy or closed
 * @param idle how long it may be unused; empty: for ever
 * @param pinned kept whatever the others say
 */
public record Lifetime(
        Duration age,
        Instant expiresAt,
        Optional<Duration> left,
        Duration unused,
        Optional<Duration> idle,
        boolean pinned) {}
