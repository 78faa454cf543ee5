package org.dayfly.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The age of a database and its remaining time, by PostgreSQL's clock at the moment of the query.
 *
 * @param expiresAt the expiry time; {@link Instant#MAX} for never
 * @param left the time until the expiry time; empty for never, negative if the database is overdue
 * @param unused the time since a session was last opened, busy or closed
 * @param idle how long the database may be unused; empty: for ever
 * @param pinned whether the database is kept whatever the expiry time and {@code idle} say
 * @param after the last word of a client about the time after the use of the database, keep or drop
 */
public record Lifetime(
        Duration age,
        Instant expiresAt,
        Optional<Duration> left,
        Duration unused,
        Optional<Duration> idle,
        boolean pinned,
        Optional<String> after) {
    /** Whether a client keeps the database. */
    public boolean isKept() {
        return after.filter("keep"::equals).isPresent();
    }
}
