package org.dayfly.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A database as the command line shows it.
 *
 * @param state creating, leased or reclaiming
 * @param client the address it was made for
 * @param sessions open now
 * @param opened sessions ever handed out
 * @param reason why it is being reclaimed
 */
public record DatabaseStatus(
        DatabaseName name,
        String state,
        Optional<String> client,
        int sessions,
        int opened,
        Lifetime lifetime,
        Optional<String> reason) {
    static final Query<DatabaseStatus> ALL = new Query<>("""
            SELECT name, state, host(client) AS client, opened, reason, expires_at, pinned,
                   (SELECT count(*) FROM pg_stat_activity WHERE datname = name AND usesysid IS NOT NULL) AS sessions,
                   extract(epoch FROM now() - created_at)::float8 AS age,
                   CASE WHEN isfinite(expires_at) AND NOT pinned
                        THEN extract(epoch FROM expires_at - now())::float8 END AS left,
                   extract(epoch FROM now() - last_used_at)::float8 AS unused,
                   extract(epoch FROM idle)::float8 AS idle
            FROM lease WHERE name = coalesce(?, name) ORDER BY created_at""", DatabaseStatus::of);

    private static DatabaseStatus of(ResultSet row) throws SQLException {
        return new DatabaseStatus(
                new DatabaseName(row.getString("name")),
                row.getString("state"),
                Optional.ofNullable(row.getString("client")),
                row.getInt("sessions"),
                row.getInt("opened"),
                new Lifetime(
                        Times.seconds(row, "age").orElse(Duration.ZERO),
                        Times.instant(row, "expires_at"),
                        Times.seconds(row, "left"),
                        Times.seconds(row, "unused").orElse(Duration.ZERO),
                        Times.seconds(row, "idle"),
                        row.getBoolean("pinned")),
                Optional.ofNullable(row.getString("reason")));
    }
}
