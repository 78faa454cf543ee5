package org.dayfly.server.drop;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.dayfly.server.copy.Sealing;
import org.dayfly.server.registry.DatabaseName;
import org.dayfly.server.registry.Registry;
import org.dayfly.sql.Query;
import org.dayfly.sql.Quoted;
import org.dayfly.sql.SqlFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what DROP DATABASE … WITH (FORCE) refuses to drop: prepared transactions, subscriptions, active replication
 * slots, the mark of a template, and sessions that connect again and again.
 *
 * <p>Each step helps by itself. The next drop reports what a step could not remove. Used after a drop that failed.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-dropdatabase.html">PostgreSQL, DROP DATABASE</a>
 */
final class DropObstacles {
    private static final Logger log = LoggerFactory.getLogger(DropObstacles.class);

    /**
     * How often the steps are taken. An accomplice may have let a session in while the database was open for the work
     * inside.
     */
    private static final int ROUNDS = 3;

    private static final Query<Boolean> HOLDS_WORK = new Query<>("""
            SELECT EXISTS (SELECT FROM pg_catalog.pg_prepared_xacts WHERE database = it.datname)
                   OR EXISTS (SELECT FROM pg_catalog.pg_subscription WHERE subdbid = it.oid)
            FROM pg_catalog.pg_database AS it WHERE it.datname = ?
                AND it.datconnlimit <> -2""", row -> row.getBoolean(1));

    private static final Query<String> LEFT_SLOTS = new Query<>("""
            SELECT slot_name FROM pg_catalog.pg_replication_slots WHERE database = ?
                AND active""", row -> row.getString(1));

    private static final Query<String> SESSIONS = new Query<>("""
            SELECT format('%s (process %s)', usename, pid) FROM pg_catalog.pg_stat_activity
            WHERE datname = ? AND usesysid IS NOT NULL""", row -> row.getString(1));

    private static final Query<Prepared> PREPARED = new Query<>("""
            SELECT gid, owner FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()""", Prepared::of);

    private static final Query<String> SUBSCRIPTIONS = new Query<>("""
            SELECT subname FROM pg_catalog.pg_subscription
            WHERE subdbid = (
                SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())""", row -> row.getString(1));

    private final Registry registry;
    private final Sessions sessions;

    /** @param sessions ends the sessions that are open on a database */
    DropObstacles(Registry registry, Sessions sessions) {
        this.registry = registry;
        this.sessions = sessions;
    }

    /** Ends sessions on a database. */
    @FunctionalInterface
    interface Sessions {
        void end(Connection connection, DatabaseName name) throws SQLException;
    }

    private record Prepared(String id, String owner) {
        static Prepared of(ResultSet row) throws SQLException {
            return new Prepared(row.getString("gid"), row.getString("owner"));
        }
    }

    /** Removes all obstacles that can be removed. */
    void clear(Connection connection, DatabaseName name) throws SQLException {
        String quoted = Quoted.identifier(name.value());
        for (int round = 0; round < ROUNDS; round++) {
            attempt(connection, "ALTER ROLE " + quoted + " NOLOGIN");
            sessions.end(connection, name);
            boolean work = HOLDS_WORK.first(connection, name.value()).orElse(false);
            if (work) {
                finishWork(connection, name);
            }
            attempt(connection, "ALTER DATABASE " + quoted + " IS_TEMPLATE false ALLOW_CONNECTIONS false");
            sessions.end(connection, name);
            Sealing.awaitNobody(connection, name);
            if (!work) {
                return;
            }
        }
    }

    /** The obstacles that still keep a database, in words for an operator; empty if they are not known. */
    Optional<String> remaining(Connection connection, DatabaseName name) throws SQLException {
        List<String> open = SESSIONS.all(connection, name.value());
        List<String> slots = LEFT_SLOTS.all(connection, name.value());
        if (!open.isEmpty()) {
            return Optional.of("sessions that the maintenance role may not end: " + String.join(", ", open));
        }
        return slots.isEmpty()
                ? Optional.empty()
                : Optional.of("replication slots in use: " + String.join(", ", slots));
    }

    private void finishWork(Connection connection, DatabaseName name) throws SQLException {
        try (Connection inside = inside(connection, name);
                Statement statement = inside.createStatement()) {
            for (Prepared transaction : PREPARED.all(inside)) {
                rollBack(statement, transaction);
            }
            for (String subscription : SUBSCRIPTIONS.all(inside)) {
                String quoted = Quoted.identifier(subscription);
                attempt(inside, "ALTER SUBSCRIPTION " + quoted + " DISABLE");
                attempt(inside, "ALTER SUBSCRIPTION " + quoted + " SET (slot_name = NONE)");
                attempt(inside, "DROP SUBSCRIPTION " + quoted);
            }
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            log.debug("could not connect to {} to end its prepared transactions and subscriptions", name, e);
        }
    }

    /**
     * Connects to the database. If the server refuses, opens the database first: its owner may have closed the
     * database, or revoked the right to connect.
     */
    private Connection inside(Connection connection, DatabaseName name) throws SQLException {
        try {
            return registry.connect(name);
        } catch (SQLException closed) {
            refuseIfUnreachable(closed);
            String database = Quoted.identifier(name.value());
            attempt(
                    connection,
                    "GRANT CONNECT ON DATABASE " + database + " TO " + Quoted.identifier(registry.maintenanceRole()));
            attempt(connection, "ALTER DATABASE " + database + " ALLOW_CONNECTIONS true CONNECTION LIMIT -1");
            return registry.connect(name);
        }
    }

    /** Rolls back a prepared transaction. Only a superuser may roll back a transaction that another role prepared. */
    private void rollBack(Statement statement, Prepared transaction) throws SQLException {
        try {
            if (!registry.server().superuser()) {
                statement.execute("SET ROLE " + Quoted.identifier(transaction.owner()));
            }
            statement.execute("ROLLBACK PREPARED " + Quoted.literal(transaction.id()));
            log.info("prepared transaction \"{}\" of {} rolled back", transaction.id(), transaction.owner());
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            log.debug("prepared transaction \"{}\" of {} stays", transaction.id(), transaction.owner(), e);
        } finally {
            statement.execute("RESET ROLE");
        }
    }

    private static void attempt(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            refuseIfUnreachable(e);
            log.debug("the server refused a statement, the drop will report the obstacle: {}", sql, e);
        }
    }

    private static void refuseIfUnreachable(SQLException e) throws SQLException {
        if (SqlFailure.isUnreachable(e)) {
            throw e;
        }
    }
}
