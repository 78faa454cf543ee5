package org.dayfly.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Converts times and intervals of the registry to Java's types; {@code infinity} is {@link Instant#MAX}. */
public final class Times {
    private Times() {}

    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time.equals(OffsetDateTime.MAX) ? Instant.MAX : time.toInstant();
    }

    /** Reads an interval that the query turned into seconds; empty if the column is null. */
    public static Optional<Duration> seconds(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** A duration in seconds, as {@code make_interval(secs => ?)} takes it. */
    public static double inSeconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
