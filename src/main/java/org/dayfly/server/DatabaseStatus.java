package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * The status of a database, as the command line shows it.
 *
 * @param state creating, warm, leased, sealed or reclaiming
 * @param reason why the database is being reclaimed
 */
public record DatabaseStatus(
        DatabaseName name,
        Provenance provenance,
        String state,
        Usage usage,
        Lifetime lifetime,
        Optional<String> reason) {
    /** Reads databases in the order of the view {@code registry.ls}, which shows the same list to a user of SQL. */
    static final Query<DatabaseStatus> ALL = new Query<>("""
            SELECT name, ls.kind, ls.key, ls.source, coalesce(base, sealed_from) AS base, host(client) AS client,
                ls.state,
                   sessions, opened, size, expires_at, pinned, reason,
                   extract(epoch FROM age)::float8 AS age, extract(epoch FROM time_left)::float8 AS time_left,
                   extract(epoch FROM unused)::float8 AS unused, extract(epoch FROM idle)::float8 AS idle
            FROM registry.ls JOIN registry.lease USING (name) WHERE name = coalesce(?, name)
            ORDER BY ls.kind, coalesce(leased_at, created_at)""", DatabaseStatus::of);

    private static DatabaseStatus of(ResultSet row) throws SQLException {
        return new DatabaseStatus(
                new DatabaseName(row.getString("name")),
                Provenance.of(row),
                row.getString("state"),
                Usage.of(row),
                new Lifetime(
                        Times.seconds(row, "age").orElse(Duration.ZERO),
                        Times.instant(row, "expires_at"),
                        Times.seconds(row, "time_left"),
                        Times.seconds(row, "unused").orElse(Duration.ZERO),
                        Times.seconds(row, "idle"),
                        row.getBoolean("pinned")),
                Optional.ofNullable(row.getString("reason")));
    }

    /** Whether the database was ever handed out to a client. */
    public boolean wasHandedOut() {
        return usage.opened() > 0;
    }
}
