package org.dayfly.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * The status of a database, as the command line shows it.
 *
 * @param state the state; a reserved database counts as warm
 * @param reason why the database is being reclaimed
 */
public record DatabaseStatus(
        DatabaseName name,
        Provenance provenance,
        DatabaseState state,
        Usage usage,
        Lifetime lifetime,
        Optional<String> reason) {
    /** Reads databases in the order of the view {@code registry.ls}, which shows the same list to a user of SQL. */
    static final Query<DatabaseStatus> ALL =
            new Query<>("SELECT * FROM registry.status WHERE name = coalesce(?, name)", DatabaseStatus::of);

    private static DatabaseStatus of(ResultSet row) throws SQLException {
        return new DatabaseStatus(
                new DatabaseName(row.getString("name")),
                Provenance.of(row),
                DatabaseState.of(row.getString("state")),
                Usage.of(row),
                new Lifetime(
                        Times.seconds(row, "age").orElse(Duration.ZERO),
                        Times.instant(row, "expires_at"),
                        Times.seconds(row, "time_left"),
                        Times.seconds(row, "unused").orElse(Duration.ZERO),
                        Times.seconds(row, "idle"),
                        row.getBoolean("pinned"),
                        Optional.ofNullable(row.getString("after"))),
                Optional.ofNullable(row.getString("reason")));
    }

    /** Whether the database was ever handed out to a client. */
    public boolean wasHandedOut() {
        return usage.opened() > 0;
    }

    /** The error for a command that is not possible on a template or a snapshot. */
    ClientError sealed() {
        return ClientError.of(
                        SqlState.OBJECT_IN_USE,
                        "database \"%s\" is a %s: no client can connect to it, and it has no expiry time"
                                .formatted(name, provenance.kind()))
                .withHint(provenance
                        .source()
                        .map(source -> "connect as \"copy.%s\" to get a copy of it".formatted(source))
                        .orElse("connect as \"new\" to get a copy of it"));
    }
}
