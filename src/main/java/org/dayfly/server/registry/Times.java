package org.dayfly.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Times and intervals of the registry as Java's; {@code infinity} is {@link Instant#MAX}. */
public final class Times {
    private Times() {}

    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time.equals(OffsetDateTime.MAX) ? Instant.MAX : time.toInstant();
    }

    /** An interval that the query turned into seconds. */
    public static Optional<Duration> seconds(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** What {@code make_interval(secs => ?)} takes. */
    public static double inSeconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
