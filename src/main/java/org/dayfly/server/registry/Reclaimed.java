package org.dayfly.server.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.ErrorKind;
import org.dayfly.protocol.SqlState;

/**
 * A database or a whole server that was taken out of service.
 *
 * @param key the key that sessions shared the database by
 * @param term the time that ran out; zero if the reason is another one
 * @param age how long the database was in service
 */
public record Reclaimed(
        DatabaseName name, LeaseKind kind, Optional<Key> key, Reason reason, Duration term, Duration age) {
    /** Reads the columns name, kind, key, reason, term and age; term and age are in seconds. */
    public static Reclaimed of(ResultSet row) throws SQLException {
        return new Reclaimed(
                new DatabaseName(row.getString("name")),
                kind(String.valueOf(row.getString("kind"))),
                Optional.ofNullable(row.getString("key")).map(Key::new),
                Reason.of(String.valueOf(row.getString("reason"))),
                Times.seconds(row, "term").orElse(Duration.ZERO),
                Times.seconds(row, "age").orElse(Duration.ZERO));
    }

    /** A client never hears of a snapshot or a template. */
    private static LeaseKind kind(String word) {
        return word.equals(LeaseKind.SERVER.word()) ? LeaseKind.SERVER : LeaseKind.DATABASE;
    }

    /** The error that ends an open session on the database. */
    public ClientError ending() {
        return told(SqlState.ADMIN_SHUTDOWN);
    }

    /** The error for a client that connects after the database was taken out of service. */
    public ClientError late() {
        return told(SqlState.INVALID_CATALOG_NAME);
    }

    private ClientError told(SqlState state) {
        return ClientError.of(state, reason.sentence(kind, name, term))
                .ofKind(ErrorKind.GONE)
                .withHint("connect as \"" + kind.user()
                        + key.map(it -> "." + it + "\" to join the " + kind.word() + " that has its key now")
                                .orElse("\" to get a fresh one"));
    }
}
