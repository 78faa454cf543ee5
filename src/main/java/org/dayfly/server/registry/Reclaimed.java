package org.dayfly.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * A database that was taken out of service.
 *
 * @param key that it was shared by
 * @param term the time that ran out, where one did; else zero
 * @param age how long it was in service
 */
public record Reclaimed(DatabaseName name, Optional<Key> key, Reason reason, Duration term, Duration age) {
    /** Reads columns name, key, reason, term and age (in seconds). */
    public static Reclaimed of(ResultSet row) throws SQLException {
        return new Reclaimed(
                new DatabaseName(row.getString("name")),
                Optional.ofNullable(row.getString("key")).map(Key::new),
                Reason.of(String.valueOf(row.getString("reason"))),
                Times.seconds(row, "term").orElse(Duration.ZERO),
                Times.seconds(row, "age").orElse(Duration.ZERO));
    }

    /** What ends a session that is open. */
    public ClientError ending() {
        return told(SqlState.ADMIN_SHUTDOWN);
    }

    /** What a client hears that comes too late. */
    public ClientError late() {
        return told(SqlState.INVALID_CATALOG_NAME);
    }

    private ClientError told(SqlState state) {
        return ClientError.of(state, reason.sentence(name, term))
                .withHint(key.map(it -> "connect as \"new." + it + "\" to be in the one that has its key now")
                        .orElse(Reason.NEXT_STEP));
    }
}
