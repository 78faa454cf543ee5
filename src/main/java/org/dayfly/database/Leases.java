package org.dayfly.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * Databases in service, as the registry has them: joining, resting.
 *
 * <p>Each method is one statement, and PostgreSQL's clock tells the time.
 */
final class Leases {
    /** So many rests of a shared database are kept in a snapshot at once, before anybody ever asked for a copy of it. */
    private static final int SPECULATIVE_SNAPSHOTS = 8;

    /** A later rest is kept if it lasts as long: whoever opens one connection after the other is spared the snapshots. */
    private static final Duration LONG_REST = Duration.ofSeconds(1);

    private static final String IN_SERVICE = "state = 'leased' AND (expires_at > now() OR pinned)";

    private static final String JOIN = """
            UPDATE lease SET opened = opened + 1, resting_since = NULL, last_used_at = now(), joined_at = now(),
                             changed = changed OR resting_since IS NULL
            WHERE %s = ? AND %s AND NOT seal_due
            RETURNING name, key, false AS fresh, CASE WHEN pinned THEN 'infinity' ELSE expires_at END AS expires_at,
                      CASE WHEN NOT pinned THEN extract(epoch FROM idle)::float8 END AS idle""";

    private static final Query<Lease> JOIN_BY_NAME = new Query<>(JOIN.formatted("name", IN_SERVICE), Leases::lease);
    private static final Query<Lease> JOIN_BY_KEY = new Query<>(JOIN.formatted("key", IN_SERVICE), Leases::lease);

    private static final Query<DatabaseName> SEAL_DUE =
            new Query<>("""
            SELECT name FROM lease WHERE ? IN (name, key) AND %s AND seal_due""".formatted(IN_SERVICE), row -> new DatabaseName(row.getString(1)));

    private static final Query<DatabaseName> NAMED = new Query<>(
            "SELECT name FROM lease WHERE key = ? AND " + IN_SERVICE, row -> new DatabaseName(row.getString(1)));

    private static final Query<Boolean> IS_IN_SERVICE =
            new Query<>("SELECT true FROM lease WHERE name = ? AND " + IN_SERVICE, row -> true);

    private static final Query<Optional<String>> SOURCE = new Query<>(
            "SELECT source FROM lease WHERE key = ? AND " + IN_SERVICE, row -> Optional.ofNullable(row.getString(1)));

    private static final Query<Reclaimed> GONE = new Query<>("""
            SELECT name, key, coalesce(reason, 'aged') AS reason, 0 AS age,
                   extract(epoch FROM coalesce(term, expires_at - leased_at))::float8 AS term
            FROM lease WHERE name = ? AND leased_at IS NOT NULL
            UNION ALL
            SELECT name, key, reason, 0, extract(epoch FROM term)::float8 FROM reclaimed WHERE name = ?""", Reclaimed::of);

    // A session that was handed out since is not overruled, however late this comes. One of another proxy may still be
    // open:
    // then this proves to be no rest as soon as its snapshot is to be taken.
    private static final Query<Optional<Duration>> REST = new Query<>("""
            UPDATE lease SET resting_since = since, last_used_at = greatest(last_used_at, since), rests = rests + 1,
                   last_rest = CASE WHEN lease.changed OR done THEN rests + 1 ELSE last_rest END, changed = false,
                   seal_due = seal_due OR ((lease.changed OR done) AND key IS NOT NULL AND (copied OR rests < ?))
            FROM (SELECT now() - make_interval(secs => ?), ?) AS rest (since, done)
            WHERE name = ? AND state = 'leased' AND joined_at <= since
            RETURNING seal_due, key IS NOT NULL AND last_rest = rests AS kept""", Leases::snapshotDue);

    private static final Query<Boolean> RESERVE_UNUSED = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'leased' AND opened = ? AND NOT pinned
            RETURNING true""", row -> true);

    private final MaintenancePool pool;

    Leases(MaintenancePool pool) {
        this.pool = pool;
    }

    /** Marks a database as opened once more, if it is in service and may be opened now. */
    Optional<Lease> join(DatabaseName name) throws SQLException {
        return pool.with(connection -> JOIN_BY_NAME.first(connection, name.value()));
    }

    /** The same, by the key that it is shared under. */
    Optional<Lease> join(Key key) throws SQLException {
        return pool.with(connection -> JOIN_BY_KEY.first(connection, key.value()));
    }

    /** The database of that name or key if it may be joined once its snapshot was taken. */
    Optional<DatabaseName> sealDue(String nameOrKey) throws SQLException {
        return pool.with(connection -> SEAL_DUE.first(connection, nameOrKey));
    }

    /** Whether a database may be joined, now or once its snapshot was taken. */
    boolean isInService(DatabaseName name) throws SQLException {
        return pool.with(connection -> IS_IN_SERVICE.first(connection, name.value()))
                .isPresent();
    }

    /** The database of a key; empty if there is none. */
    Optional<DatabaseName> inService(Key key) throws SQLException {
        return pool.with(connection -> NAMED.first(connection, key.value()));
    }

    /** What the database of a key is a copy of; empty for nothing, and where there is none. */
    Optional<Key> source(Key key) throws SQLException {
        return pool.with(connection -> SOURCE.first(connection, key.value()))
                .flatMap(source -> source.flatMap(Key::parse));
    }

    /** Why a database cannot be joined. */
    ClientError late(DatabaseName name) throws SQLException {
        return gone(name)
                .map(Reclaimed::late)
                .orElseGet(() -> ClientError.of(
                                SqlState.INVALID_CATALOG_NAME, "database \"%s\" does not exist".formatted(name))
                        .withHint(Reason.NEXT_STEP));
    }

    /** A database that was in service once; empty if there never was such a one, or it is long ago. */
    Optional<Reclaimed> gone(DatabaseName name) throws SQLException {
        return pool.with(connection -> GONE.first(connection, name.value(), name.value()));
    }

    /**
     * Notes that nobody has a session on a database.
     *
     * @param changed whether anything may have been done to it
     * @return when its snapshot is due, if it is still at rest then; empty: it needs none
     */
    Optional<Duration> rest(DatabaseName name, Duration ago, boolean changed) throws SQLException {
        return pool.with(connection ->
                        REST.first(connection, SPECULATIVE_SNAPSHOTS, Times.inSeconds(ago), changed, name.value()))
                .flatMap(due -> due);
    }

    private static Optional<Duration> snapshotDue(ResultSet row) throws SQLException {
        return row.getBoolean("seal_due")
                ? Optional.of(Duration.ZERO)
                : row.getBoolean("kept") ? Optional.of(LONG_REST) : Optional.empty();
    }

    /** Takes a database out of service if no other session than these was ever handed out on it. */
    boolean reserveUnused(DatabaseName name, int opened) throws SQLException {
        return pool.with(connection -> RESERVE_UNUSED.first(connection, Reason.NEVER_USED.code(), name.value(), opened))
                .isPresent();
    }

    private static Lease lease(ResultSet row) throws SQLException {
        return new Lease(
                new DatabaseName(row.getString("name")),
                Optional.ofNullable(row.getString("key")).map(Key::new),
                Times.instant(row, "expires_at"),
                Times.seconds(row, "idle"),
                row.getBoolean("fresh"));
    }
}
