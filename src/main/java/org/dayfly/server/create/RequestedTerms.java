package org.dayfly.server.create;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client asks of its database. All but {@code after} counts only if the database is made for the client.
 *
 * @param ttl age at which the database is reclaimed, {@link Duration#ZERO} for never; empty: as the settings say
 * @param idle how long the database may lie unused, {@link Duration#ZERO} for ever; empty: as the settings say
 * @param note what the database is for, for people to read
 * @param after what happens to the database when no client uses it any more
 */
public record RequestedTerms(
        Optional<Duration> ttl, Optional<Duration> idle, Optional<String> note, Optional<AfterUse> after) {
    /** The terms of a client that asks for nothing. */
    public static final RequestedTerms NONE =
            new RequestedTerms(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
