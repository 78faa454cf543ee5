package org.dayfly.server;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dayfly.cluster.Instances;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;
import org.dayfly.server.content.DatabaseContents;
import org.dayfly.server.drop.Reclaimer;
import org.dayfly.server.lease.Leases;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.DatabaseState;
import org.dayfly.server.registry.LeaseKind;
import org.dayfly.server.registry.NameOrKey;
import org.dayfly.server.registry.Reason;
import org.dayfly.server.registry.Reclaimed;
import org.dayfly.server.registry.Registry;
import org.dayfly.server.registry.Times;
import org.dayfly.server.task.ServerFailure;
import org.dayfly.sql.Query;

/**
 * Answers the questions of an operator from the registry, and carries out the operator's commands, whether a proxy runs
 * or not. Each call waits for PostgreSQL.
 *
 * <p>A refusal or a failure is a {@link ClientError} whose text and hint are for the operator.
 */
public final class Administration {
    private static final Query<DatabaseName> FIND = new Query<>(
            "SELECT name FROM registry.find(?) AS name WHERE name IS NOT NULL",
            row -> new DatabaseName(row.getString(1)));

    private static final Query<Instant> EXTEND = new Query<>(
            "SELECT expires_at FROM registry.extend(?, ?) AS expires_at WHERE expires_at IS NOT NULL",
            row -> Times.instant(row, "expires_at"));

    private static final Query<Boolean> PIN =
            new Query<>("SELECT true FROM registry.pin(?) AS pinned WHERE pinned", row -> true);

    private static final Query<Reclaimed> RECLAIM = new Query<>(
            "SELECT name, kind, key, reason, term, age FROM registry.reclaim_by_operator(?, ?)", Reclaimed::of);

    private static final Query<Reclaimed> RECLAIM_KEPT =
            new Query<>("SELECT name, kind, key, reason, term, age FROM registry.reclaim_after_keep(?)", Reclaimed::of);

    private static final Query<Boolean> DRAIN =
            new Query<>("SELECT registry.drain(?) AS changed", row -> row.getBoolean(1));

    private final Registry registry;
    private final Leases leases;

    public Administration(Registry registry) {
        this.registry = registry;
        this.leases = new Leases(registry.pool());
    }

    /**
     * Lists all databases: databases for clients, then snapshots, then templates, each group from the oldest to the
     * newest.
     */
    public List<DatabaseStatus> ls() {
        return asked(() -> registry.pool().with(connection -> DatabaseStatus.ALL.all(connection, (Object) null)));
    }

    /** What the server has. Asks twice: the second answer tells how long a round trip takes. */
    public ServerStatus server() {
        return asked(() -> registry.pool().with(connection -> {
            ServerStatus.OF.first(connection);
            long begun = System.nanoTime();
            ServerStatus status = ServerStatus.OF.first(connection).orElseThrow();
            return status.within(Duration.ofNanos(System.nanoTime() - begun));
        }));
    }

    /**
     * Lets the server take no new databases, or take them again. Each proxy follows within 2 s.
     *
     * @return whether that is new
     */
    public boolean drain(boolean draining) {
        return asked(() -> registry.pool().with(connection -> DRAIN.first(connection, draining)))
                .orElseThrow();
    }

    /**
     * Finds the database that has a key, or the template with that name. The name of a database is returned unchecked:
     * the next question about that database fails if the database does not exist.
     */
    public DatabaseName find(NameOrKey called) {
        return DatabaseName.parse(called.value()).or(() -> withKey(called)).orElseThrow(() -> unknown(called));
    }

    /**
     * Finds a database as {@link #find} does; empty if this server never had a database of this name, or has none in
     * service with this key.
     */
    public Optional<DatabaseName> lookUp(NameOrKey called) {
        Optional<DatabaseName> name = DatabaseName.parse(called.value());
        return name.isPresent() ? name.filter(this::isKnown) : withKey(called).filter(this::isInService);
    }

    private Optional<DatabaseName> withKey(NameOrKey key) {
        return asked(() -> registry.pool().with(connection -> FIND.first(connection, key.value())));
    }

    private boolean isKnown(DatabaseName name) {
        return status(name).isPresent() || asked(() -> leases.gone(name)).isPresent();
    }

    private boolean isInService(DatabaseName name) {
        return status(name).filter(it -> it.state() != DatabaseState.RECLAIMING).isPresent();
    }

    /** The error for a database that no server knows. */
    public static ClientError unknown(NameOrKey called) {
        return unknown("there is no database or template \"" + called + "\"");
    }

    public DatabaseStatus show(DatabaseName name) {
        return status(name).orElseThrow(() -> gone(name));
    }

    /**
     * Extends a database for clients: the database lives at least this long from now, and may be unused this long. Ends
     * a pin.
     *
     * @return the new expiry time
     */
    public Instant extend(DatabaseName name, Duration duration) {
        double seconds = Times.inSeconds(duration);
        return found(name, () -> registry.pool().with(connection -> EXTEND.first(connection, name.value(), seconds)));
    }

    /**
     * Keeps a database until an operator extends or drops the database. Keeps a template too, even if no proxy needs
     * it.
     */
    public void pin(DatabaseName name) {
        found(name, () -> registry.pool().with(connection -> PIN.first(connection, name.value())));
    }

    /**
     * Drops a database now. Sessions on the database end; sessions on copies of the database go on. A whole server is
     * out of service now, and is removed within the reaper's interval.
     */
    public void drop(DatabaseName name) {
        Reclaimed database = found(
                name,
                () -> registry.pool()
                        .with(connection -> RECLAIM.first(connection, name.value(), Reason.DROPPED.code())));
        drop(database);
    }

    private void drop(Reclaimed database) {
        if (database.kind() == LeaseKind.SERVER) {
            // Only the dayfly that runs the whole server can remove it, and does so in its next round.
            return;
        }
        try {
            new Reclaimer(registry).drop(database);
        } catch (SQLException e) {
            throw ServerFailure.dropping(database.name(), e);
        }
    }

    /**
     * Drops all databases that clients keep, except databases that are pinned. If a drop fails, the reaper drops the
     * database later.
     *
     * @return the databases, which are out of service now
     */
    public List<DatabaseName> dropKept() {
        List<Reclaimed> kept =
                asked(() -> registry.pool().with(connection -> RECLAIM_KEPT.all(connection, Reason.DROPPED.code())));
        kept.forEach(this::drop);
        return kept.stream().map(Reclaimed::name).toList();
    }

    /**
     * Returns the URL that connects to a database for clients. The URL contains the password.
     *
     * @param hostPort the address of dayfly, as clients see it
     */
    public String url(DatabaseName name, String hostPort) {
        DatabaseStatus database = show(name);
        if (database.state() != DatabaseState.LEASED) {
            throw refusal(database);
        }
        return "postgresql://%s:%s@%s/%s"
                .formatted(
                        name,
                        registry.credentials().password(name.value()).value(),
                        hostPort,
                        database.provenance().isServer() ? Instances.DATABASE : name);
    }

    /** What the databases of clients hold. */
    public DatabaseContents contents() {
        return new DatabaseContents(registry);
    }

    /** A question to the registry. */
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

    /** The error for a command that is not possible on a database in the registry. */
    private ClientError refusal(DatabaseStatus database) {
        return switch (database.state()) {
            case CREATING ->
                ClientError.of(SqlState.OBJECT_IN_USE, "database \"%s\" is still being made".formatted(database.name()))
                        .withHint("try again in a moment");
            case WARM, RESERVED ->
                ClientError.of(SqlState.OBJECT_IN_USE, "database \"%s\" waits for a client".formatted(database.name()))
                        .withHint("connect as \"new\" to get such a database");
            case SEALED -> database.sealed();
            case LEASED, RECLAIMING -> gone(database.name());
        };
    }

    private ClientError gone(DatabaseName name) {
        return asked(() -> leases.gone(name))
                .map(Reclaimed::late)
                .orElseGet(() -> unknown("database \"" + name + "\" does not exist"));
    }

    private static ClientError unknown(String message) {
        return ClientError.of(SqlState.INVALID_CATALOG_NAME, message).withHint("dayfly ls lists all databases");
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw ServerFailure.administering(e);
        }
    }
}
