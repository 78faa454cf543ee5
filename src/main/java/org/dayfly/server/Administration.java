package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.lease.Leases;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.NameOrKey;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.ServerFailure;
import org.dayfly.server.registry.Times;
import org.dayfly.sql.Query;

/**
 * What an operator can ask of the registry and tell it, whether a proxy runs or not.
 *
 * <p>Whatever is refused or fails is a {@link ClientError} whose text and hint are for the operator.
 */
public final class Administration {
    // One in service goes before what is being made in its place, and that before what was thrown away.
    private static final Query<DatabaseName> FIND = new Query<>("""
            SELECT name FROM registry.lease, (SELECT ?::text) AS asked (word)
            WHERE word = key OR (word = source AND kind = 'template')
            ORDER BY array_position(ARRAY['leased', 'sealed', 'creating', 'warm', 'reclaiming'], state), created_at DESC
            LIMIT 1""", row -> new DatabaseName(row.getString(1)));

    private static final Query<Instant> EXTEND = new Query<>("""
            UPDATE registry.lease SET expires_at = greatest(expires_at, now() + make_interval(secs => ?)), pinned = false,
                   last_used_at = now(), idle = CASE WHEN idle IS NOT NULL THEN greatest(idle, make_interval(secs => ?)) END
            WHERE name = ? AND state = 'leased' RETURNING expires_at""", row -> Times.instant(row, "expires_at"));

    private static final Query<Boolean> PIN = new Query<>("""
            UPDATE registry.lease SET pinned = true WHERE name = ? AND (state = 'leased' OR (state = 'sealed' AND kind = 'template'))
            RETURNING true""", row -> true);

    private static final Query<Reclaimed> RESERVE = new Query<>("""
            UPDATE registry.lease SET state = 'reclaiming', reason = coalesce(reason, ?), retry_at = now()
            WHERE name = ? AND state IN ('warm', 'promised', 'leased', 'sealed', 'reclaiming')
            RETURNING name, key, reason, 0 AS term, extract(epoch FROM now() - coalesce(leased_at, created_at))::float8 AS age""", Reclaimed::of);

    private final Registry registry;
    private final Leases leases;

    public Administration(Registry registry) {
        this.registry = registry;
        this.leases = new Leases(registry.pool());
    }

    /** Every database that there is: those for clients, then snapshots, then templates, each eldest first. */
    public List<DatabaseStatus> ls() {
        return asked(() -> registry.pool().with(connection -> DatabaseStatus.ALL.all(connection, (Object) null)));
    }

    /**
     * The database that bears a key, or is the template of that name. A name is believed: whatever is asked about it
     * will tell.
     */
    public DatabaseName find(NameOrKey called) {
        return DatabaseName.parse(called.value())
                .or(() -> asked(() -> registry.pool().with(connection -> FIND.first(connection, called.value()))))
                .orElseThrow(() -> unknown("there is no database or template \"" + called + "\""));
    }

    public DatabaseStatus show(DatabaseName name) {
        return status(name).orElseThrow(() -> gone(name));
    }

    /**
     * Lets a database live at least so long from now, and be unused so long; ends a pin. It has to be one for clients.
     *
     * @return until when
     */
    public Instant extend(DatabaseName name, Duration duration) {
        double seconds = Times.inSeconds(duration);
        return found(
                name,
                () -> registry.pool().with(connection -> EXTEND.first(connection, seconds, seconds, name.value())));
    }

    /** Keeps a database until it is extended or dropped by hand; a template too, though no proxy may need it. */
    public void pin(DatabaseName name) {
        found(name, () -> registry.pool().with(connection -> PIN.first(connection, name.value())));
    }

    /** Drops a database now; sessions that are open on it end, those on copies of it go on. */
    public void drop(DatabaseName name) {
        Reclaimed database = found(
                name,
                () -> registry.pool()
                        .with(connection -> RESERVE.first(connection, Reason.DROPPED.code(), name.value())));
        try {
            new Reclaimer(registry).drop(database);
        } catch (SQLException e) {
            throw ServerFailure.dropping(name, e);
        }
    }

    /**
     * The URL that joins a database, password and all. It has to be one for clients.
     *
     * @param hostPort where dayfly listens, as clients see it
     */
    public String url(DatabaseName name, String hostPort) {
        DatabaseStatus database = show(name);
        if (!database.state().equals("leased")) {
            throw refusal(database);
        }
        return "postgresql://%s:%s@%s/%s"
                .formatted(name, registry.credentials().password(name.value()).value(), hostPort, name);
    }

    /** Something asked of the registry. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private <T> T found(DatabaseName name, Question<Optional<T>> question) {
        return asked(question).orElseThrow(() -> refusal(show(name)));
    }

    private Optional<DatabaseStatus> status(DatabaseName name) {
        return asked(() -> registry.pool().with(connection -> DatabaseStatus.ALL.first(connection, name.value())));
    }

    /** Why nothing can be done with a database that is in the registry. */
    private ClientError refusal(DatabaseStatus database) {
        return switch (database.state()) {
            case "creating" ->
                ClientError.of(SqlState.OBJECT_IN_USE, "database \"%s\" is still being made".formatted(database.name()))
                        .withHint("try again in a moment");
            case "warm" ->
                ClientError.of(SqlState.OBJECT_IN_USE, "database \"%s\" waits for a client".formatted(database.name()))
                        .withHint("connect as \"new\" to have one like it");
            case "sealed" -> sealed(database.name(), database.provenance());
            default -> gone(database.name());
        };
    }

    private static ClientError sealed(DatabaseName name, Provenance provenance) {
        return ClientError.of(
                        SqlState.OBJECT_IN_USE,
                        "database \"%s\" is a %s, which nobody connects to and which has no time of its own"
                                .formatted(name, provenance.kind()))
                .withHint(provenance
                        .source()
                        .map(source -> "connect as \"copy.%s\" to have what it holds".formatted(source))
                        .orElse("connect as \"new\" to have what it holds"));
    }

    private ClientError gone(DatabaseName name) {
        return asked(() -> leases.gone(name))
                .map(Reclaimed::late)
                .orElseGet(() -> unknown("database \"" + name + "\" does not exist"));
    }

    private static ClientError unknown(String message) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, message).withHint("dayfly ls lists those that there are");
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw ServerFailure.administering(e);
        }
    }
}
