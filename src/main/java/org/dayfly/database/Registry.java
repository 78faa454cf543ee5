package org.dayfly.database;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.dayfly.cluster.Cluster;
import org.dayfly.protocol.ClientError;
import org.dayfly.protocol.SqlState;

/**
 * What exists, for whom and until when: the tables in database {@code dayfly} on the server itself, usable by SQL.
 *
 * <p>Each method is one statement or one transaction, and PostgreSQL's clock tells the time. Safe for use by any thread.
 */
public final class Registry implements AutoCloseable {
    /** The database that holds it, on the server that it is about. */
    public static final String DATABASE = Schema.DATABASE;

    private static final Query<Lease> HAND_OUT = new Query<>("""
            UPDATE lease SET state = 'leased', leased_at = now(), expires_at = expires_at + (now() - created_at),
                             last_used_at = now(), joined_at = now(), opened = 1
            WHERE name = ? AND state = 'creating'
            RETURNING name, true AS fresh, expires_at, extract(epoch FROM idle)::float8 AS idle""", Registry::lease);

    private static final Query<Lease> JOIN = new Query<>("""
            UPDATE lease SET opened = opened + 1, resting_since = NULL, last_used_at = now(), joined_at = now()
            WHERE name = ? AND state = 'leased' AND (expires_at > now() OR pinned)
            RETURNING name, false AS fresh, CASE WHEN pinned THEN 'infinity' ELSE expires_at END AS expires_at,
                      CASE WHEN NOT pinned THEN extract(epoch FROM idle)::float8 END AS idle""", Registry::lease);

    private static final Query<Reclaimed> LATE = new Query<>("""
            SELECT name, coalesce(reason, 'aged') AS reason, 0 AS age,
                   extract(epoch FROM coalesce(term, expires_at - leased_at))::float8 AS term
            FROM lease WHERE name = ? AND leased_at IS NOT NULL
            UNION ALL
            SELECT name, reason, 0, extract(epoch FROM term)::float8 FROM reclaimed WHERE name = ?""", Reclaimed::of);

    // A session that was handed out since is not overruled, however late this comes.
    private static final Query<Boolean> REST = new Query<>("""
            UPDATE lease SET resting_since = since, last_used_at = greatest(last_used_at, since)
            FROM (SELECT now() - make_interval(secs => ?)) AS rest (since)
            WHERE name = ? AND state = 'leased' AND joined_at <= since RETURNING true""", row -> true);

    private static final Query<Boolean> RESERVE_UNUSED = new Query<>("""
            UPDATE lease SET state = 'reclaiming', reason = ?, retry_at = now()
            WHERE name = ? AND state = 'leased' AND opened = ? AND NOT pinned
            RETURNING true""", row -> true);

    private static final Query<byte[]> SECRET = new Query<>("SELECT secret FROM installation", row -> row.getBytes(1));

    private final MaintenancePool pool;
    private final ServerCheck server;
    private final Credentials credentials;

    private Registry(MaintenancePool pool, ServerCheck server) throws SQLException {
        this.pool = pool;
        this.server = server;
        this.credentials = new Credentials(pool.with(SECRET::first)
                .orElseThrow(() -> new UnusableServerException(
                        "the registry's table \"installation\" is empty, and with it every password is lost; "
                                + "restore its row or drop database \"dayfly\"")));
    }

    /**
     * Checks the server, makes the registry where there is none, and opens it.
     *
     * @throws UnusableServerException with one sentence for the operator
     */
    public static Registry open(Cluster cluster) {
        try {
            ServerCheck server = new Schema(cluster).prepare();
            MaintenancePool pool = new MaintenancePool(cluster, Schema.DATABASE);
            try {
                pool.with(Schema::migrate);
                return new Registry(pool, server);
            } catch (SQLException | RuntimeException e) {
                pool.close();
                throw e;
            }
        } catch (SQLException | PoolInitializationException e) {
            throw new UnusableServerException("cannot use " + cluster.name() + ": " + e.getMessage(), e);
        }
    }

    public Credentials credentials() {
        return credentials;
    }

    /** The server's version, as {@code server_version_num}. */
    public int serverVersion() {
        return server.version();
    }

    MaintenancePool pool() {
        return pool;
    }

    ServerCheck server() {
        return server;
    }

    /** Puts a database into service that was being made; the caller's commit makes it so. */
    Lease handOut(Connection connection, DatabaseName name) throws SQLException {
        return HAND_OUT.first(connection, name.value())
                .orElseThrow(() -> new SQLException("%s is no longer in the registry".formatted(name)));
    }

    /** Marks a database as opened once more, if it is in service. */
    Optional<Lease> join(DatabaseName name) throws SQLException {
        return pool.with(connection -> JOIN.first(connection, name.value()));
    }

    /** Why a database cannot be joined. */
    ClientError late(DatabaseName name) throws SQLException {
        return pool.with(connection -> LATE.first(connection, name.value(), name.value()))
                .map(Reclaimed::late)
                .orElseGet(() -> ClientError.of(
                                SqlState.INVALID_CATALOG_NAME, "database \"%s\" does not exist".formatted(name))
                        .withHint(Reason.NEXT_STEP));
    }

    void rest(DatabaseName name, Duration ago) throws SQLException {
        pool.with(connection -> REST.all(connection, Times.inSeconds(ago), name.value()));
    }

    /** Takes a database out of service if no other session than these was ever handed out on it. */
    boolean reserveUnused(DatabaseName name, int opened) throws SQLException {
        return pool.with(connection -> RESERVE_UNUSED.first(connection, Reason.NEVER_USED.code(), name.value(), opened))
                .isPresent();
    }

    @Override
    public void close() {
        pool.close();
    }

    private static Lease lease(ResultSet row) throws SQLException {
        return new Lease(
                new DatabaseName(row.getString("name")),
                Times.instant(row, "expires_at"),
                Times.seconds(row, "idle"),
                row.getBoolean("fresh"));
    }
}
