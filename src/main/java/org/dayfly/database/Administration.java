package org.dayfly.database;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dayfly.protocol.ClientError;

/**
 * What an operator can ask of the registry and tell it, whether a proxy runs or not.
 *
 * <p>Whatever is refused or fails is a {@link ClientError} whose text and hint are for the operator.
 */
public final class Administration {
    private static final Query<Instant> EXTEND = new Query<>("""
            UPDATE lease SET expires_at = greatest(expires_at, now() + make_interval(secs => ?)), pinned = false,
                   last_used_at = now(), idle = CASE WHEN idle IS NOT NULL THEN greatest(idle, make_interval(secs => ?)) END
            WHERE name = ? AND state = 'leased' RETURNING expires_at""", row -> Times.instant(row, "expires_at"));

    private static final Query<Boolean> PIN = new Query<>(
            "UPDATE lease SET pinned = true WHERE name = ? AND state = 'leased' RETURNING true", row -> true);

    private static final Query<Reclaimed> RESERVE = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = coalesce(reason, ?), retry_at = now()
            WHERE name = ? AND state <> 'creating'
            RETURNING name, reason, 0 AS term, extract(epoch FROM now() - coalesce(leased_at, created_at))::float8 AS age""", Reclaimed::of);

    private final Registry registry;

    public Administration(Registry registry) {
        this.registry = registry;
    }

    /** Every database that there is, eldest first. */
    public List<DatabaseStatus> ls() {
        return asked(() -> registry.pool().with(connection -> DatabaseStatus.ALL.all(connection, (Object) null)));
    }

    public DatabaseStatus show(DatabaseName name) {
        return found(
                name, () -> registry.pool().with(connection -> DatabaseStatus.ALL.first(connection, name.value())));
    }

    /**
     * Lets a database live at least so long from now, and be unused so long; ends a pin.
     *
     * @return until when
     */
    public Instant extend(DatabaseName name, Duration duration) {
        double seconds = Times.inSeconds(duration);
        return found(
                name,
                () -> registry.pool().with(connection -> EXTEND.first(connection, seconds, seconds, name.value())));
    }

    /** Keeps a database until it is extended or dropped by hand. */
    public void pin(DatabaseName name) {
        found(name, () -> registry.pool().with(connection -> PIN.first(connection, name.value())));
    }

    /** Drops a database now; sessions that are open on it end. */
    public void drop(DatabaseName name) {
        Reclaimed database = found(
                name,
                () -> registry.pool()
                        .with(connection -> RESERVE.first(connection, Reason.DROPPED.code(), name.value())));
        asked(() -> {
            new Reclaimer(registry.pool()).drop(database);
            return true;
        });
    }

    /**
     * The URL that joins a database, password and all.
     *
     * @param hostPort where dayfly listens, as clients see it
     */
    public String url(DatabaseName name, String hostPort) {
        show(name);
        return "postgresql://%s:%s@%s/%s"
                .formatted(name, registry.credentials().password(name.value()).value(), hostPort, name);
    }

    /** Something asked of the registry. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private <T> T found(DatabaseName name, Question<Optional<T>> question) {
        Optional<T> answer = asked(question);
        if (answer.isEmpty()) {
            throw asked(() -> registry.late(name));
        }
        return answer.get();
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw ServerFailure.asking(e);
        }
    }
}
