package org.dayfly.server.lease;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Key;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Times;

/**
 * The answer of the registry to a session that wants to join a database. The registry gives all facts in one answer, so
 * that no two answers contradict each other.
 */
public sealed interface JoinOutcome {
    /** The session may open the database. */
    record Joined(Lease lease) implements JoinOutcome {}

    /** The database is due for a snapshot, which comes first. */
    record Sealing(DatabaseName name) implements JoinOutcome {}

    /** The key has no database. */
    record Absent() implements JoinOutcome {}

    /** The database is no longer in service, or never was, or is of another kind. */
    record Gone(ClientError why) implements JoinOutcome {}

    static JoinOutcome of(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return switch (outcome) {
            case "joined" -> new Joined(lease(row));
            case "sealing" -> new Sealing(new DatabaseName(row.getString("database")));
            case "absent" -> new Absent();
            case "other_kind" ->
                new Gone(otherKind(new Key(row.getString("its_key")), LeaseKind.of(row.getString("its_kind"))));
            case "gone" -> new Gone(reclaimed(row).late());
            case "unknown" -> new Gone(unknown(new DatabaseName(row.getString("database"))));
            default -> throw new SQLException("registry.join answered " + outcome);
        };
    }

    static ClientError unknown(DatabaseName name) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, "database \"%s\" does not exist".formatted(name))
                .withHint(Reason.NEXT_STEP);
    }

    private static ClientError otherKind(Key key, LeaseKind kind) {
        return ClientError.of(
                        SqlState.WRONG_OBJECT_TYPE,
                        "key \"" + key + "\" has a " + (kind == LeaseKind.SERVER ? "whole server" : "database"))
                .ofKind(ErrorKind.CLIENT_MISTAKE)
                .withHint("connect as \"" + kind.user() + "." + key + "\" to join it, or use another key");
    }

    private static Lease lease(ResultSet row) throws SQLException {
        return Lease.joined(
                LeaseKind.of(row.getString("its_kind")),
                new DatabaseName(row.getString("database")),
                Optional.ofNullable(row.getString("its_key")).map(Key::new),
                Times.instant(row, "until"),
                Times.seconds(row, "unused"),
                row.getBoolean("is_source"));
    }

    private static Reclaimed reclaimed(ResultSet row) throws SQLException {
        return new Reclaimed(
                new DatabaseName(row.getString("database")),
                LeaseKind.of(row.getString("its_kind")),
                Optional.ofNullable(row.getString("its_key")).map(Key::new),
                Reason.of(String.valueOf(row.getString("why"))),
                Times.seconds(row, "term").orElse(Duration.ZERO),
                Duration.ZERO);
    }
}
